import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { property, state } from 'lit/decorators.js'
import type { RefundReason } from '../../server/contract/fields.ts'
import type { RequestRefund } from '../../server/contract/requests.ts'
import type { Payment } from '../../server/contract/tab.ts'
import { amountField, readAmount, type Cap, type TypedAmount } from '../shared/fields/amount-field.ts'
import { fieldsStyles } from '../shared/fields/fields.styles.ts'
import { originalPayment } from '../shared/fields/original-payment.ts'
import { ModalDialog } from '../shared/modal-dialog/modal-dialog.ts'
import { isRefundReason, REFUND_REASONS } from './reasons.ts'
import type { RefundFailure, RefundState } from './refund-controller.ts'
import { safeLink } from '../shared/view.ts'

/** The form that refunds a payment. It stays open until the outcome is known. */
export class RefundDialog extends ModalDialog {
  static override styles = [...ModalDialog.styles, fieldsStyles]

  @property({ attribute: false }) payment!: Payment
  @property({ attribute: false }) refund!: RefundState
  @property({ attribute: false }) submit!: (body: RequestRefund) => void
  @property({ attribute: false }) returnsUrl = ''

  @state() private typed: string | null = null
  @state() private reason: RefundReason = 'requested_by_customer'
  @state() private note = ''
  @state() private tried = false

  protected get busy(): boolean {
    return this.refund.kind === 'submitting'
  }

  protected get heading(): string {
    return this.view.messages.refund.title
  }

  /** The request can’t be changed while its outcome isn’t known. */
  get #locked(): boolean {
    return this.refund.kind === 'submitting' || this.refund.kind === 'processing' || this.refund.kind === 'unknown'
  }

  get #cap(): Cap {
    return { amount: this.payment.refundable ?? 0, over: this.view.messages.common.amount.overRefundable }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('refund') || !('body' in this.refund)) return
    const { amount, reason, note } = this.refund.body
    this.typed = this.view.formats.typed(amount, this.payment.currency)
    this.reason = reason
    this.note = note ?? ''
  }

  protected renderBody(): TemplateResult {
    const { view, payment } = this
    const { messages, formats } = view
    const amount = this.#read()
    const prior = payment.amount - (payment.lost ?? 0) > (payment.refundable ?? 0) && !this.#locked
    return html`<div>
        ${originalPayment(payment, messages.refund.originalPayment, view)}
        ${prior ? html`<p class="amber-line" part="refundable">${messages.refund.refundableNow(formats.money(payment.refundable ?? 0, payment.currency))}</p>` : nothing}
      </div>
      ${amountField({
        label: messages.refund.amount,
        typed: this.#typed,
        currency: payment.currency,
        error:
          !this.#locked && (this.tried || this.typed !== null) && amount.kind === 'error' && (this.tried || this.typed !== '')
            ? amount.text
            : null,
        readonly: this.#locked,
        onInput: (typed) => (this.typed = typed),
      })}
      <div class="field">
        <label for="reason">${messages.refund.reason}</label>
        <select id="reason" ?disabled=${this.#locked} @change=${this.#onReason}>
          ${REFUND_REASONS.map((reason) => html`<option value=${reason} ?selected=${reason === this.reason}>${messages.common.refundReasons[reason]}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="note">${messages.refund.note}</label>
        <textarea id="note" rows="2" maxlength="500" ?readonly=${this.#locked} .value=${this.note} @input=${this.#onNote}></textarea>
      </div>
      <p class="muted">${messages.refund.moneyOnly} ${this.#returnsLink()}</p>
      <div role="alert">${this.#trouble()}</div>
      <div role="status">${this.#checking()}</div>`
  }

  protected renderActions(): TemplateResult {
    const { messages } = this.view
    const open = this.refund.kind === 'processing' || this.refund.kind === 'unknown'
    return html`${this.renderCancel(open ? messages.common.close : messages.common.cancel)} ${this.renderSubmit(this.#submitText(open))}`
  }

  protected onSubmit(): void {
    if ('body' in this.refund) return this.submit(this.refund.body)
    const amount = this.#checked()
    if (amount === null) return
    const note = this.note.trim()
    this.submit({ payment: this.payment.id, amount, reason: this.reason, ...(note === '' ? {} : { note }) })
  }

  protected override check(): boolean {
    return this.#locked || this.#checked() !== null
  }

  get #typed(): string {
    return this.typed ?? this.view.formats.typed(this.payment.refundable ?? 0, this.payment.currency)
  }

  #read(): TypedAmount {
    return readAmount(this.#typed, this.payment.currency, this.#cap, this.view)
  }

  /** The amount, in minor units; null, and said why, where it is none to submit. */
  #checked(): number | null {
    this.tried = true
    const read = this.#read()
    if (read.kind === 'amount') return read.amount
    this.renderRoot.querySelector<HTMLInputElement>('#amount')?.focus()
    return null
  }

  #submitText(open: boolean): string {
    const { messages, formats } = this.view
    if (this.busy) return messages.refund.submitting
    if (open) return messages.refund.checkAgain
    const read = this.#read()
    return messages.refund.submit(read.kind === 'amount' ? formats.money(read.amount, this.payment.currency) : null)
  }

  #returnsLink(): TemplateResult | typeof nothing {
    const link = safeLink(this.returnsUrl)
    return link === null ? nothing : html`<a href=${link}>${this.view.messages.refund.returnsLink}</a>`
  }

  #trouble(): TemplateResult | typeof nothing {
    return this.refund.kind === 'failed' ? html`<p class="message">${this.#why(this.refund.because)}</p>` : nothing
  }

  #why(because: RefundFailure): string {
    const { messages, formats } = this.view
    switch (because.kind) {
      case 'vetoed':
        return messages.refund.vetoed
      case 'unsent':
        return messages.refund.unsent
      case 'refund_failed':
        return messages.refund.failed(messages.common.failureReason(because.refund.refund?.failureReason ?? null))
      case 'refused':
        return messages.common.problem(
          because.problem,
          because.problem.refundable === undefined ? null : formats.money(because.problem.refundable, this.payment.currency),
        )
    }
  }

  #checking(): TemplateResult | typeof nothing {
    const { refund } = this.view.messages
    if (this.refund.kind === 'processing')
      return html`<p class="message blue"><strong>${refund.checkingTitle}</strong>${refund.checking}</p>`
    if (this.refund.kind === 'unknown')
      return html`<p class="message blue"><strong>${refund.checkingTitle}</strong>${refund.unanswered}</p>`
    return nothing
  }

  #onReason(event: Event & { currentTarget: HTMLSelectElement }): void {
    const { value } = event.currentTarget
    if (isRefundReason(value)) this.reason = value
  }

  #onNote(event: Event & { currentTarget: HTMLTextAreaElement }): void {
    this.note = event.currentTarget.value
  }
}
