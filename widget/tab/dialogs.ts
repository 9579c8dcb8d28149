import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit'
import type { RequestRefund } from '../../server/contract/requests.ts'
import type { Payment } from '../../server/contract/tab.ts'
import type { PaymentsClient } from '../shared/api/client.ts'
import { ProblemError } from '../shared/api/errors.ts'
import type { Environment } from '../shared/environment.ts'
import { RefundFailedEvent } from '../events/refund-failed.ts'
import { RefundRequestedEvent } from '../events/refund-requested.ts'
import { RecordController } from '../record/record-controller.ts'
import { RefundController, type RefundState } from '../refund/refund-controller.ts'
import type { RemoveState } from '../remove/remove-dialog.ts'
import type { TabController } from './tab-controller.ts'
import type { View } from '../shared/view.ts'
import type { Announcement } from './announcer.ts'

type OpenDialog =
  | { readonly kind: 'refund'; readonly payment: Payment }
  | { readonly kind: 'record'; readonly replaces: Payment | null }
  | { readonly kind: 'remove'; readonly payment: Payment; readonly state: RemoveState }

export interface DialogsOptions {
  readonly tab: TabController
  client(): PaymentsClient
  environment(): Environment
  view(): View | null
  dispatch(event: Event): boolean
  announce(announcement: Announcement): void
  /** Something asked for here failed while no dialog was there to say so. */
  fail(text: string): void
  /** A refund was made: offer another method, with these words. */
  offer(text: string): void
}

/** The one dialog that is open, and what it asks of the server. Each dialog’s code is loaded when first opened. */
export class Dialogs {
  readonly #host: ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment }
  readonly #options: DialogsOptions
  readonly #refunds: RefundController
  readonly #recording: RecordController
  #open: OpenDialog | null = null

  constructor(host: ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment }, options: DialogsOptions) {
    this.#host = host
    this.#options = options
    const onChange = (): void => host.requestUpdate()
    this.#refunds = new RefundController({
      ask: (body, key) => options.client().requestRefund(body, key),
      newKey: () => options.environment().newId(),
      mayProceed: (body) => this.#mayRefund(body),
      onAnswer: (state, body) => this.#refundAnswered(state, body),
      isSettled: (row) => options.tab.tab?.payments.some(({ id, status }) => id === row && status !== 'processing') ?? false,
      isShown: (payment) => this.#open?.kind === 'refund' && this.#open.payment.id === payment,
      onChange,
    })
    this.#recording = new RecordController({
      ask: (body, key) => options.client().recordPayment(body, key),
      newKey: () => options.environment().newId(),
      onRecorded: (payment) => this.#recorded(payment),
      onChange,
    })
  }

  /** A new tab arrived: it may tell what became of a refund that was asked for here. */
  observe(): void {
    if (this.#options.tab.tab !== null) this.#refunds.observe(this.#options.tab.tab)
  }

  openRefund(payment: Payment): Promise<void> {
    return this.#show({ kind: 'refund', payment }, () => import('../refund/define.ts'))
  }

  openRecord(replaces: Payment | null): Promise<void> {
    return this.#show({ kind: 'record', replaces }, () => import('../record/define.ts'))
  }

  openRemove(payment: Payment): Promise<void> {
    return this.#show({ kind: 'remove', payment, state: { kind: 'idle' } }, () => import('../remove/define.ts'))
  }

  render(view: View, returnsUrl: string): TemplateResult | typeof nothing {
    const open = this.#open
    const closed = (): void => this.#closed()
    switch (open?.kind) {
      case undefined:
        return nothing
      case 'refund': {
        const payment = view.tab.payments.find(({ id }) => id === open.payment.id) ?? open.payment
        return html`<jeweltrak-refund-dialog
          class="dialog"
          exportparts=${PARTS}
          .view=${view}
          .environment=${this.#options.environment()}
          .payment=${payment}
          .refund=${this.#refunds.state(payment.id)}
          .returnsUrl=${returnsUrl}
          .submit=${(body: RequestRefund) => void this.#refunds.submit(body)}
          @close=${closed}
        ></jeweltrak-refund-dialog>`
      }
      case 'record':
        return html`<jeweltrak-record-payment-dialog
          class="dialog"
          exportparts=${PARTS}
          .view=${view}
          .environment=${this.#options.environment()}
          .replaces=${open.replaces}
          .recording=${this.#recording.state}
          .submit=${(body: Parameters<RecordController['submit']>[0]) => void this.#recording.submit(body)}
          @close=${closed}
        ></jeweltrak-record-payment-dialog>`
      case 'remove':
        return html`<jeweltrak-remove-dialog
          class="dialog"
          exportparts=${PARTS}
          .view=${view}
          .environment=${this.#options.environment()}
          .payment=${open.payment}
          .removing=${open.state}
          .submit=${() => void this.#remove(open.payment)}
          @close=${closed}
        ></jeweltrak-remove-dialog>`
    }
  }

  async #show(dialog: OpenDialog, load: () => Promise<unknown>): Promise<void> {
    try {
      await load()
    } catch {
      const view = this.#options.view()
      if (view !== null) this.#options.fail(view.messages.common.dialogFailed)
      return
    }
    if (this.#open !== null) return
    this.#become(dialog)
  }

  #close(): void {
    this.#host.renderRoot
      .querySelector<HTMLElementTagNameMap['jeweltrak-refund-dialog' | 'jeweltrak-record-payment-dialog' | 'jeweltrak-remove-dialog']>(
        '.dialog',
      )
      ?.close()
  }

  #closed(): void {
    const closed = this.#open
    this.#become(null)
    if (closed?.kind === 'refund') this.#refunds.forget(closed.payment.id)
    if (closed?.kind === 'record') this.#recording.forget()
  }

  #mayRefund({ payment, amount, reason, note }: RequestRefund): boolean {
    const row = this.#options.tab.tab?.payments.find(({ id }) => id === payment)
    return row !== undefined && this.#options.dispatch(new RefundRequestedEvent({ payment: row, amount, reason, note }))
  }

  async #refundAnswered(state: RefundState, body: RequestRefund): Promise<void> {
    await this.#options.tab.refresh()
    const view = this.#options.view()
    if (view === null) return
    const { messages, formats, tab } = view
    const shown = this.#open?.kind === 'refund' && this.#open.payment.id === body.payment
    const amount = formats.money(body.amount, tab.invoice.currency)
    if (state.kind === 'failed') {
      if (state.because.kind === 'refused') this.#options.dispatch(new RefundFailedEvent({ refund: null, problem: state.because.problem }))
      if (!shown && state.because.kind === 'refused')
        this.#options.fail(messages.refund.failed(messages.common.problem(state.because.problem, null)))
    }
    if (state.kind !== 'succeeded' && state.kind !== 'pending') return
    if (shown) this.#close()
    const settled = state.kind === 'succeeded'
    const done = messages.refund.done(amount, formats.money(tab.invoice.balance, tab.invoice.currency))
    this.#options.announce({ text: settled ? done : messages.refund.pending(amount), urgency: 'polite' })
    this.#options.offer(settled ? messages.refund.offer(amount) : messages.refund.offerPending(amount))
  }

  async #recorded(payment: Payment): Promise<void> {
    await this.#options.tab.refresh()
    const view = this.#options.view()
    if (this.#open?.kind === 'record') this.#close()
    if (view !== null) this.#announceRow(payment, view, view.messages.record.done)
  }

  async #remove(payment: Payment): Promise<void> {
    this.#become({ kind: 'remove', payment, state: { kind: 'submitting' } })
    try {
      await this.#options.client().removePayment(payment.id)
    } catch (error) {
      const messages = this.#options.view()?.messages
      const text = error instanceof ProblemError ? messages?.common.problem(error.problem, null) : messages?.remove.unanswered
      return this.#become({ kind: 'remove', payment, state: { kind: 'failed', text: text ?? '' } })
    }
    await this.#options.tab.refresh()
    this.#close()
    const view = this.#options.view()
    if (view !== null) this.#announceRow(payment, view, view.messages.remove.done)
  }

  #announceRow({ method, amount, currency }: Payment, { messages, formats }: View, say: (method: string, amount: string) => string): void {
    this.#options.announce({ text: say(messages.common.methods[method], formats.money(amount, currency)), urgency: 'polite' })
  }

  #become(dialog: OpenDialog | null): void {
    this.#open = dialog
    this.#host.requestUpdate()
  }
}

/** The parts of a dialog that a host may style. */
const PARTS = 'dialog, submit-button, original, refundable'
