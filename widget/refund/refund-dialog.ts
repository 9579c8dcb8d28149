import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { property, state } from 'lit/decorators.js'
import type { RefundReason } from '../../server/contract/fields.ts'
import type { RequestRefund } from '../../server/contract/requests.ts'
import type { Dispute, Payment } from '../../server/contract/tab.ts'
import { amountField, readAmount, type TypedAmount } from '../shared/fields/amount-field.ts'
import { Complaint } from '../shared/fields/complaint.ts'
import { fieldsStyles } from '../shared/fields/fields.styles.ts'
import { noteField, sentNote } from '../shared/fields/note-field.ts'
import { originalPayment } from '../shared/fields/original-payment.ts'
import { ModalDialog } from '../shared/modal-dialog/modal-dialog.ts'
import { quoted } from '../shared/quoted.ts'
import { consequences } from './consequences.ts'
import { failureText } from './failure-text.ts'
import { lookAlike, lookAlikeBox } from './look-alike.ts'
import { quickAmounts, sumOf } from './quick-amounts.ts'
import { reasonField } from './reason-field.ts'
import { refundableLines, refundChanges } from './refundable-lines.ts'
import type { RefundState } from './refund-controller.ts'
import type { InvoiceLine, RefundOptions } from './refund-options.ts'

/** The form that refunds a payment. It stays open until the outcome is known. */
export class RefundDialog extends ModalDialog {
  static override styles = [...ModalDialog.styles, fieldsStyles]

  @property({ attribute: false }) payment!: Payment
  @property({ attribute: false }) refund!: RefundState
  @property({ attribute: false }) submit!: (body: RequestRefund) => void
  @property({ attribute: false }) options!: RefundOptions

  @state() private typed = ''
  @state() private reason: RefundReason = 'requested_by_customer'
  @state() private note = ''
  /** Whether the customer is to be told, where that is asked. */
  @state() private tellCustomer = true
  @state() private tried = false
  /** The lines of the invoice that are ticked. */
  @state() private picked: ReadonlySet<InvoiceLine> = new Set()
  /** The equal refund of a moment ago that this one is not. */
  @state() private notThe: string | null = null

  protected get busy(): boolean {
    return this.refund.kind === 'submitting'
  }

  protected get underway(): string {
    const { submitting, asking } = this.view.messages.refund
    return this.#needsApproval ? asking : submitting
  }

  protected get heading(): string {
    return this.view.messages.refund.title
  }

  protected override get locked(): boolean {
    return 'body' in this.refund
  }

  protected concerns(item: Payment | Dispute): boolean {
    if (item.charge !== null) return item.charge === this.payment.charge
    const replaced = 'replaces' in item ? this.view.tab.payments.find(({ id }) => id === item.replaces) : undefined
    return replaced !== undefined && replaced.charge === this.payment.charge
  }

  protected override get over(): string | null {
    if (this.locked) return null
    const { refund } = this.view.messages
    if (this.payment.action !== 'refund') return refund.over[this.payment.blockedBy ?? 'fully_refunded']
    return this.view.tab.permissions.refundLeft === 0 ? refund.overLimit : null
  }

  /** The most that this person can refund now. */
  get #most(): number {
    return Math.min(this.payment.refundable ?? 0, this.view.tab.permissions.refundLeft ?? Number.POSITIVE_INFINITY)
  }

  /** An amount once shown never changes by itself: it is filled in once. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    if (!this.hasUpdated) this.typed = this.view.formats.typed(this.#most, this.payment.currency)
    if (!changed.has('refund') || !('body' in this.refund)) return
    const { amount, reason, note, notifyCustomer } = this.refund.body
    this.typed = this.view.formats.typed(amount, this.payment.currency)
    this.reason = reason
    this.note = note ?? ''
    this.tellCustomer = notifyCustomer ?? this.tellCustomer
  }

  protected override renderSubject(): TemplateResult {
    return html`${originalPayment(this.payment, this.view.messages.refund.originalPayment, this.view)}
      <div role="alert">${this.#renderTrouble()}</div>`
  }

  protected override renderAfterNews(): TemplateResult {
    const { messages, formats } = this.view
    const sum = formats.money(this.#most, this.payment.currency)
    const isIn = this.#amount === this.#most
    return html`<p>${messages.refund.stillRefundable(sum)}</p>
      ${isIn ? nothing : html`<button type="button" class="small" data-use @click=${() => this.#use(this.#most)}>${messages.refund.use(sum)}</button>`}`
  }

  protected renderBody(): TemplateResult {
    const { view, payment } = this
    const { messages } = view
    return html`<div>${originalPayment(payment, messages.refund.originalPayment, view)} ${refundableLines(payment, this.locked, view)}</div>
      ${amountField({
        label: messages.refund.amount,
        typed: this.typed,
        currency: payment.currency,
        complaint: this.#complaint,
        hint: 'refundable',
        readonly: this.locked,
        onInput: (typed) => (this.typed = typed),
      })}
      ${this.locked ? nothing : this.#renderQuickAmounts()} ${this.#renderLookAlike()}
      ${reasonField({ reason: this.reason, disabled: this.locked, onChange: (reason) => (this.reason = reason) }, view)}
      ${noteField({ label: messages.refund.note, note: this.note, readonly: this.locked, onInput: (note) => (this.note = note) }, view)}
      ${this.#renderTellCustomer()} ${this.locked ? nothing : refundChanges(payment, this.#amount, view)} ${consequences(payment, this.options.returnsUrl, view)}
      <div aria-live="polite">${this.#needsApproval && !this.locked ? html`<p class="message amber needs-approval">${messages.refund.needsApproval}</p>` : nothing}</div>
      <div role="alert">${this.#renderTrouble()}</div>
      <div role="status">${this.#renderChecking()}</div>`
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
    const told = this.options.customerNotices ? { notifyCustomer: this.tellCustomer } : {}
    this.submit({ payment: this.payment.id, amount, reason: this.reason, ...sentNote(this.note), ...told })
  }

  protected override check(): boolean {
    return this.locked || this.#checked() !== null
  }

  #read(): TypedAmount {
    const { amount } = this.view.messages.common
    const isLimited = this.#most < (this.payment.refundable ?? 0)
    return readAmount(
      this.typed,
      this.payment.currency,
      { amount: this.#most, over: isLimited ? amount.overLimit : amount.overRefundable },
      this.view,
    )
  }

  get #amount(): number | null {
    const read = this.#read()
    return read.kind === 'amount' ? read.amount : null
  }

  /** An empty amount is wrong only once it was to be refunded. */
  readonly #complaint = new Complaint(this, () => {
    const read = this.#read()
    if (this.locked || read.kind === 'amount') return null
    return this.tried || this.typed !== '' ? read.text : null
  })

  /** The equal refund of a moment ago, unless this one was said to be another. */
  get #like(): Payment | null {
    const amount = this.#amount
    return this.locked || amount === null ? null : lookAlike(this.payment, amount, this.view)
  }

  /** The amount, in minor units; null, and the focus where it is needed, where it can’t be submitted. */
  #checked(): number | null {
    this.tried = true
    this.#complaint.due()
    const read = this.#read()
    const like = this.#like
    const wrong = read.kind === 'error' ? '#amount' : like !== null && like.id !== this.notThe ? '#another' : null
    if (wrong !== null) this.complain(wrong, this.#complaint)
    return wrong === null && read.kind === 'amount' ? read.amount : null
  }

  #use(amount: number): void {
    this.typed = this.view.formats.typed(amount, this.payment.currency)
  }

  #submitText(open: boolean): string {
    const { messages, formats } = this.view
    if (this.busy) return this.underway
    if (open) return messages.refund.checkAgain
    const amount = this.#amount
    const sum = amount === null ? null : formats.money(amount, this.payment.currency)
    return sum !== null && this.#needsApproval ? messages.refund.askApproval(sum) : messages.refund.submit(sum)
  }

  /** Whether it is more than this person may refund without another. */
  get #needsApproval(): boolean {
    const amount = 'body' in this.refund ? this.refund.body.amount : this.#amount
    const { withoutApproval } = this.view.tab.permissions
    return amount !== null && withoutApproval !== null && amount > withoutApproval
  }

  #renderQuickAmounts(): TemplateResult | typeof nothing {
    const { restockingFee, lines } = this.options
    const toggle = (line: InvoiceLine): void => {
      const picked = new Set(this.picked)
      if (!picked.delete(line)) picked.add(line)
      this.picked = picked
      this.#use(sumOf(picked))
    }
    const use = (amount: number): void => this.#use(amount)
    return quickAmounts(
      { all: this.#most, restockingFee, lines, picked: this.picked, currency: this.payment.currency, toggle, use },
      this.view,
    )
  }

  #renderLookAlike(): TemplateResult | typeof nothing {
    const like = this.#like
    if (like === null) return nothing
    const confirmed = like.id === this.notThe
    return lookAlikeBox(like, confirmed, this.tried && !confirmed, this.view, (is) => (this.notThe = is ? like.id : null))
  }

  #renderTellCustomer(): TemplateResult | typeof nothing {
    if (!this.options.customerNotices) return nothing
    const toggle = (event: Event & { currentTarget: HTMLInputElement }): void => void (this.tellCustomer = event.currentTarget.checked)
    return html`<label class="check"><input type="checkbox" id="tell-customer" .checked=${this.tellCustomer} ?disabled=${this.locked} @change=${toggle} /> ${this.view.messages.refund.tellCustomer}</label>`
  }

  #renderTrouble(): TemplateResult | typeof nothing {
    if (this.refund.kind !== 'failed') return nothing
    return html`<p class="message">${failureText(this.refund.because, this.payment.currency, this.view)}</p>`
  }

  #renderChecking(): TemplateResult | typeof nothing {
    const { refund } = this.view.messages
    if (this.refund.kind !== 'processing' && this.refund.kind !== 'unknown') return nothing
    return html`<p class="message blue"><strong>${refund.checkingTitle}</strong>${this.refund.kind === 'processing' ? refund.checking : refund.unanswered} ${this.refund.kind === 'unknown' ? quoted(this.refund.requestId, this.view) : nothing}</p>`
  }
}
