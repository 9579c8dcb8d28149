import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { property, state } from 'lit/decorators.js'
import type { BookMethod } from '../../server/contract/fields.ts'
import type { RecordBookPayment } from '../../server/contract/requests.ts'
import type { Dispute, Payment } from '../../server/contract/tab.ts'
import { amountField, readAmount, type Cap, type TypedAmount } from '../shared/fields/amount-field.ts'
import { Complaint } from '../shared/fields/complaint.ts'
import { beforeAfter, ofInvoice } from '../shared/fields/before-after.ts'
import { fieldsStyles } from '../shared/fields/fields.styles.ts'
import { noteField, sentNote } from '../shared/fields/note-field.ts'
import { ModalDialog } from '../shared/modal-dialog/modal-dialog.ts'
import { quoted } from '../shared/quoted.ts'
import { directionChoices, methodChoices, type Direction } from './choices.ts'
import type { RecordState } from './record-controller.ts'
import { leftToPayOut } from '../shared/failed-refund.ts'

/** Records cash, a check, store credit or a gift card: money in, or out where there is some to give back. */
export class RecordPaymentDialog extends ModalDialog {
  static override styles = [...ModalDialog.styles, fieldsStyles]

  @property({ attribute: false }) recording!: RecordState
  @property({ attribute: false }) submit!: (body: RecordBookPayment) => void
  /** The refund that came to nothing and whose money goes out this way; null otherwise. */
  @property({ attribute: false }) replaces: Payment | null = null
  /** What to fill in, in minor units; null: what is most likely. */
  @property({ attribute: false }) amount: number | null = null

  @state() private method: BookMethod = 'cash'
  @state() private typed = ''
  @state() private chosen: Direction | null = null
  @state() private note = ''
  @state() private tried = false

  protected get busy(): boolean {
    return this.recording.kind === 'submitting'
  }

  protected get underway(): string {
    return this.view.messages.record.submitting
  }

  protected get heading(): string {
    return this.replaces === null ? this.view.messages.record.title : this.view.messages.record.payOutTitle
  }

  protected override get locked(): boolean {
    return 'body' in this.recording
  }

  /** Everything that changes what is due; of a refund that is paid out, whatever else is paid out for it. */
  protected concerns(item: Payment | Dispute): boolean {
    const { replaces } = this
    return (
      replaces === null ||
      ('replaces' in item && (item.id === replaces.id || item.replaces === replaces.id || item.charge === replaces.charge))
    )
  }

  protected override get over(): string | null {
    if (this.locked) return null
    const { record } = this.view.messages
    if (this.view.tab.invoice.status === 'voided') return record.overVoided
    return this.#left === 0 ? record.overPaidOut : null
  }

  get #currency(): string {
    return this.view.tab.invoice.currency
  }

  get #direction(): Direction {
    if (this.replaces !== null) return 'out'
    return this.chosen ?? (this.view.tab.invoice.balance < 0 ? 'out' : 'in')
  }

  /** What it is most likely for: the refund it stands in for, else what is due, either way. */
  get #likely(): number {
    return this.#left ?? Math.abs(this.view.tab.invoice.balance)
  }

  /** What is left of the refund by now, whoever paid some of it out meanwhile. */
  get #left(): number | null {
    const { tab } = this.view
    const { replaces } = this
    return replaces === null ? null : leftToPayOut(tab.payments.find(({ id }) => id === replaces.id) ?? replaces, tab)
  }

  /** An amount once shown never changes by itself: it is filled in once. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    if (!this.hasUpdated) this.#use(Math.min(this.amount ?? Number.POSITIVE_INFINITY, this.#likely))
    if (!changed.has('recording') || !('body' in this.recording)) return
    const { method, amount, direction, note } = this.recording.body
    this.method = method
    this.typed = this.view.formats.typed(amount, this.#currency)
    this.chosen = direction
    this.note = note ?? ''
  }

  protected renderBody(): TemplateResult {
    const { messages } = this.view
    const { replaces } = this
    return html`${replaces === null ? nothing : this.#replacing(replaces)}
      ${methodChoices({ chosen: this.method, disabled: this.locked, onChange: (method) => (this.method = method) }, this.view)}
      ${amountField({
        label: messages.record.amount,
        typed: this.typed,
        currency: this.#currency,
        complaint: this.#complaint,
        readonly: this.locked,
        onInput: (typed) => (this.typed = typed),
      })}
      ${replaces === null && this.view.tab.invoice.balance < 0 ? directionChoices({ chosen: this.#direction, disabled: this.locked, onChange: (direction) => (this.chosen = direction) }, this.view) : nothing}
      ${noteField({ label: messages.record.note, note: this.note, readonly: this.locked, onInput: (note) => (this.note = note) }, this.view)}
      ${this.locked ? nothing : this.#changes()}
      <div role="alert">${this.#trouble()}</div>
      <div role="status">${this.recording.kind === 'unknown' ? html`<p class="message blue">${messages.record.unanswered} ${quoted(this.recording.requestId, this.view)}</p>` : nothing}</div>`
  }

  protected renderActions(): TemplateResult {
    const { messages } = this.view
    return html`${this.renderCancel(this.recording.kind === 'unknown' ? messages.common.close : messages.common.cancel)} ${this.renderSubmit(this.#submitText())}`
  }

  protected onSubmit(): void {
    if ('body' in this.recording) return this.submit(this.recording.body)
    const amount = this.#checked()
    if (amount === null) return
    this.submit({
      method: this.method,
      amount,
      direction: this.#direction,
      ...(this.replaces === null ? {} : { replaces: this.replaces.id }),
      ...sentNote(this.note),
    })
  }

  #replacing({ amount, currency, recordedAt }: Payment): TemplateResult {
    const { messages, formats } = this.view
    const left = this.#left ?? -amount
    const rest = left < -amount ? ` ${messages.record.rest(formats.money(left, currency))}` : ''
    return html`<p>${messages.record.replacing(formats.money(-amount, currency), formats.date(recordedAt))}${rest}</p>`
  }

  protected override check(): boolean {
    return this.locked || this.#checked() !== null
  }

  #use(amount: number): void {
    this.typed = amount === 0 ? '' : this.view.formats.typed(amount, this.#currency)
  }

  /** An empty amount is wrong only once it was to be recorded. */
  readonly #complaint = new Complaint(this, () => {
    const read = this.#read()
    if (this.locked || read.kind === 'amount') return null
    return this.tried || this.typed !== '' ? read.text : null
  })

  #read(): TypedAmount {
    const left = this.#left
    const cap: Cap | null = left === null ? null : { amount: left, over: this.view.messages.common.amount.overPayout }
    return readAmount(this.typed, this.#currency, cap, this.view)
  }

  /** The amount, in minor units; null, and said why, where it is none to submit. */
  #checked(): number | null {
    this.tried = true
    this.#complaint.due()
    const read = this.#read()
    if (read.kind === 'amount') return read.amount
    this.complain('#amount', this.#complaint)
    return null
  }

  protected override renderAfterNews(): TemplateResult | typeof nothing {
    const read = this.#read()
    const likely = this.#likely
    if (likely === 0 || (read.kind === 'amount' && read.amount === likely)) return nothing
    const { messages, formats } = this.view
    return html`<button type="button" class="small" data-use @click=${() => this.#use(likely)}>${messages.record.use(formats.money(likely, this.#currency))}</button>`
  }

  /** How much more than is due, or than is owed, an amount is; 0 where it is not. Of a refund no more can be paid out anyway. */
  #beyond(amount: number): number {
    const { balance } = this.view.tab.invoice
    return this.replaces === null ? Math.max(0, amount - Math.max(0, this.#direction === 'in' ? balance : -balance)) : 0
  }

  /** What it changes, and whether that is more than is due. */
  #changes(): TemplateResult {
    const { messages, formats } = this.view
    const read = this.#read()
    const amount = read.kind === 'amount' ? read.amount : null
    const beyond = amount === null ? 0 : this.#beyond(amount)
    const too = this.#direction === 'in' ? messages.record.overpaid : messages.record.paidOutTooMuch
    return html`${beforeAfter(ofInvoice(this.view, amount === null ? null : this.#direction === 'in' ? amount : -amount), this.#currency, this.view)}
      <div role="status">${beyond === 0 ? nothing : html`<p class="message amber beyond">${too(formats.money(beyond, this.#currency))}</p>`}</div>`
  }

  #submitText(): string {
    const { messages, formats } = this.view
    if (this.busy) return this.underway
    if (this.recording.kind === 'unknown') return messages.common.retry
    const read = this.#read()
    if (read.kind === 'amount' && this.#beyond(read.amount) > 0) return messages.record.submitAnyway
    return messages.record.submit(read.kind === 'amount' ? formats.money(read.amount, this.#currency) : null)
  }

  #trouble(): TemplateResult | typeof nothing {
    if (this.recording.kind !== 'failed') return nothing
    const { problem, offline } = this.recording
    const { messages, formats } = this.view
    const refundable = problem?.refundable === undefined ? null : formats.money(problem.refundable, this.#currency)
    return html`<p class="message">${problem === null ? (offline ? messages.common.offline : messages.notices.loadErrors.session_failed.text) : messages.common.problem(problem, refundable)}</p>`
  }
}
