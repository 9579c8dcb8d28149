import type { Problem } from '../../server/contract/problems.ts'
import type { RequestRefund } from '../../server/contract/requests.ts'
import type { Payment, Tab } from '../../server/contract/tab.ts'
import { RefundFailedEvent } from '../events/refund-failed.ts'
import { RefundRequestedEvent } from '../events/refund-requested.ts'
import { KeyedRequest, type Outcome } from '../shared/api/keyed-request.ts'
import { isFailedRefund } from '../shared/failed-refund.ts'
import type { OpenDialog } from '../tab/flow.ts'
import type { TabContext } from '../tab/tab-context.ts'

/** One refund as its dialog knows it. In `processing` and `unknown` no other refund of this payment can be requested. */
export type RefundState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'submitting'; readonly body: RequestRefund }
  /** The server has the request under this row; Stripe’s answer isn’t known yet. */
  | { readonly kind: 'processing'; readonly body: RequestRefund; readonly row: string }
  /** No answer came from the server, or that it went wrong there: `requestId` names the call then. */
  | { readonly kind: 'unknown'; readonly body: RequestRefund; readonly requestId: string | null }
  | { readonly kind: 'pending'; readonly refund: Payment }
  | { readonly kind: 'succeeded'; readonly refund: Payment }
  /** It waits for a second person, or waited: its row says what becomes of it. */
  | { readonly kind: 'waiting'; readonly refund: Payment }
  | { readonly kind: 'failed'; readonly because: RefundFailure }

export type RefundFailure =
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'refund_failed'; readonly refund: Payment }
  | { readonly kind: 'unsent'; readonly offline: boolean }
  | { readonly kind: 'vetoed' }

interface Refund {
  readonly request: KeyedRequest<RequestRefund, Payment>
  state: RefundState
}

const IDLE: RefundState = { kind: 'idle' }

/**
 * The refunds requested in this tab, one at a time for each payment: idle → submitting → pending, succeeded or failed;
 * processing and unknown are sent again, under the same key, until the outcome is known.
 */
export class RefundController {
  readonly #context: TabContext
  readonly #dialog: OpenDialog<Payment>
  readonly #refunds = new Map<string, Refund>()

  constructor(context: TabContext, dialog: OpenDialog<Payment>) {
    this.#context = context
    this.#dialog = dialog
  }

  state(payment: string): RefundState {
    return this.#refunds.get(payment)?.state ?? IDLE
  }

  /** Requests a refund. While an earlier one of this payment is open, that one is sent again instead. */
  async submit(wanted: RequestRefund): Promise<void> {
    const refund = this.#refundOf(wanted.payment)
    if (refund.state.kind === 'submitting') return
    const open = refund.state.kind === 'processing' || refund.state.kind === 'unknown' ? refund.state.body : null
    // The host may veto each new refund once, never a retry.
    if (open === null && !this.#mayProceed(wanted)) return this.#become(refund, { kind: 'failed', because: { kind: 'vetoed' } })
    const body = open ?? wanted
    this.#become(refund, { kind: 'submitting', body })
    const outcome = await refund.request.send(body)
    const state = after(outcome, body)
    if (state.kind !== 'unknown') await this.#context.caughtUp(shows(outcome))
    this.#publish(state, body)
    this.#become(refund, state)
    if (!this.#isShown(body.payment)) this.forget(body.payment)
    // The tab may have shown the end of it before the answer named its row.
    if (state.kind === 'processing' && this.#isClosed(state.row)) void this.submit(body)
  }

  /** Lets go of a refund whose outcome is known, so that the next one of this payment starts afresh. */
  forget(payment: string): void {
    const state = this.state(payment)
    if (state.kind !== 'submitting' && state.kind !== 'processing' && state.kind !== 'unknown') this.#refunds.delete(payment)
  }

  /** Sees in a newer tab what became of the refunds whose outcome the server did not know. */
  observe(tab: Tab): void {
    for (const refund of this.#refunds.values()) {
      const { state } = refund
      if (state.kind !== 'processing') continue
      const row = tab.payments.find((payment) => payment.id === state.row)
      if (row?.status === 'processing') continue
      void this.submit(state.body)
    }
  }

  /** Says what became of it: in the dialog where that is open, else above the table. */
  #publish(state: RefundState, body: RequestRefund): void {
    const view = this.#context.wholeView()
    if (view === null) return
    const { messages } = view
    const isShown = this.#isShown(body.payment)
    if (state.kind === 'failed' && state.because.kind === 'refused') {
      const { problem } = state.because
      this.#context.dispatch(new RefundFailedEvent({ refund: null, problem }))
      if (!isShown) this.#context.fail(messages.refund.failed(messages.common.problem(problem, null)))
    }
    if (state.kind !== 'succeeded' && state.kind !== 'pending' && state.kind !== 'waiting') return
    if (isShown) this.#dialog.close()
    if (state.kind === 'waiting') return
    this.#context.offer(state.refund.id)
  }

  #mayProceed({ payment, amount, reason, note }: RequestRefund): boolean {
    const row = this.#rowOf(payment)
    return row !== undefined && this.#context.dispatch(new RefundRequestedEvent({ payment: row, amount, reason, note }))
  }

  #isShown(payment: string): boolean {
    return this.#dialog.subject()?.id === payment
  }

  #isClosed(row: string): boolean {
    const status = this.#rowOf(row)?.status
    return status !== undefined && status !== 'processing'
  }

  #rowOf(payment: string): Payment | undefined {
    return this.#context.view()?.tab.payments.find(({ id }) => id === payment)
  }

  #refundOf(payment: string): Refund {
    const existing = this.#refunds.get(payment)
    if (existing !== undefined) return existing
    const request = new KeyedRequest<RequestRefund, Payment>({
      call: (body, key) => this.#context.client().requestRefund(body, key),
      newKey: () => this.#context.environment().newId(),
      isOpen: (row) => row.status === 'processing',
    })
    const made: Refund = { request, state: IDLE }
    this.#refunds.set(payment, made)
    return made
  }

  #become(refund: Refund, state: RefundState): void {
    refund.state = state
    this.#context.update()
  }
}

/** How to recognise a tab that has the row of the answer, at least as far as the answer has it. */
function shows(outcome: Outcome<Payment>): ((tab: Tab) => boolean) | undefined {
  if (outcome.kind !== 'answered') return undefined
  const { id, status } = outcome.answer
  return ({ payments }) => payments.some((row) => row.id === id && (status === 'processing' || row.status !== 'processing'))
}

function after(outcome: Outcome<Payment>, body: RequestRefund): RefundState {
  switch (outcome.kind) {
    case 'refused':
      return { kind: 'failed', because: { kind: 'refused', problem: outcome.problem } }
    case 'unsent':
      return { kind: 'failed', because: outcome }
    case 'unanswered':
      return { kind: 'unknown', body, requestId: outcome.requestId }
    case 'answered':
      return afterAnswer(outcome.answer, body)
  }
}

function afterAnswer(row: Payment, body: RequestRefund): RefundState {
  if (row.status === 'processing') return { kind: 'processing', body, row: row.id }
  if (row.status === 'awaiting_approval' || row.status === 'declined') return { kind: 'waiting', refund: row }
  if (row.status === 'succeeded') return { kind: 'succeeded', refund: row }
  return isFailedRefund(row) ? { kind: 'failed', because: { kind: 'refund_failed', refund: row } } : { kind: 'pending', refund: row }
}
