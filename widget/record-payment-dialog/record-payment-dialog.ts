import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { property, state } from 'lit/decorators.js'
import { BOOK_METHODS, type BookMethod } from '../../server/contract/fields.ts'
import type { RecordBookPayment } from '../../server/contract/requests.ts'
import type { Payment } from '../../server/contract/tab.ts'
import { amountField, readAmount, type Cap, type TypedAmount } from '../fields/amount-field.ts'
import { fieldsStyles } from '../fields/fields.styles.ts'
import { methodIcon } from '../icons/icons.ts'
import { ModalDialog } from '../modal-dialog/modal-dialog.ts'
import type { RecordState } from '../record/record-controller.ts'

type Direction = RecordBookPayment['direction']

/** Records cash, a check, store credit or a gift card: money in, or out where there is some to give back. */
export class RecordPaymentDialog extends ModalDialog {
  static override styles = [...ModalDialog.styles, fieldsStyles]

  @property({ attribute: false }) recording!: RecordState
  @property({ attribute: false }) submit!: (body: RecordBookPayment) => void
  /** The refund that came to nothing and whose money goes out this way; null otherwise. */
  @property({ attribute: false }) settles: Payment | null = null

  @state() private method: BookMethod = 'cash'
  @state() private typed: string | null = null
  @state() private chosen: Direction | null = null
  @state() private note = ''
  @state() private tried = false

  protected get busy(): boolean {
    return this.recording.kind === 'submitting'
  }

  protected get heading(): string {
    return this.settles === null ? this.view.words.record.title : this.view.words.record.payOutTitle
  }

  get #locked(): boolean {
    return 'body' in this.recording
  }

  get #currency(): string {
    return this.view.tab.invoice.currency
  }

  get #direction(): Direction {
    if (this.settles !== null) return 'out'
    return this.chosen ?? (this.view.tab.invoice.balance < 0 ? 'out' : 'in')
  }

  /** What it is most likely for: the refund it stands in for, else what is due, either way. */
  get #prefill(): number {
    return Math.abs(this.settles?.amount ?? this.view.tab.invoice.balance)
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('recording') || !('body' in this.recording)) return
    const { method, amount, direction, note } = this.recording.body
    this.method = method
    this.typed = this.view.formats.typed(amount, this.#currency)
    this.chosen = direction
    this.note = note ?? ''
  }

  protected renderBody(): TemplateResult {
    const { words, formats } = this.view
    const { settles } = this
    const amount = this.#read()
    return html`${settles === null ? nothing : html`<p>${words.record.settling(formats.money(Math.abs(settles.amount), settles.currency), formats.date(settles.recordedAt))}</p>`}
      <fieldset class="field">
        <legend>${words.record.method}</legend>
        <div class="choices">${BOOK_METHODS.map((method) => this.#methodChoice(method))}</div>
      </fieldset>
      ${amountField({
        label: words.record.amount,
        typed: this.#typed,
        currency: this.#currency,
        error: this.tried && !this.#locked && amount.kind === 'error' ? amount.text : null,
        readonly: this.#locked,
        onInput: (typed) => (this.typed = typed),
      })}
      ${settles === null && this.view.tab.invoice.balance < 0 ? this.#directions() : nothing}
      <div class="field">
        <label for="note">${words.record.note}</label>
        <textarea id="note" rows="2" maxlength="500" ?readonly=${this.#locked} .value=${this.note} @input=${this.#onNote}></textarea>
      </div>
      <div role="alert">${this.#trouble()}</div>
      <div role="status">${this.recording.kind === 'unknown' ? html`<p class="message blue">${words.record.unanswered}</p>` : nothing}</div>`
  }

  protected renderActions(): TemplateResult {
    const { words } = this.view
    return html`${this.renderCancel(this.recording.kind === 'unknown' ? words.close : words.cancel)} ${this.renderSubmit(this.#submitWords())}`
  }

  protected onSubmit(): void {
    if ('body' in this.recording) return this.submit(this.recording.body)
    this.tried = true
    const read = this.#read()
    if (read.kind === 'error') return this.renderRoot.querySelector<HTMLInputElement>('#amount')?.focus()
    const note = this.note.trim()
    this.submit({
      method: this.method,
      amount: read.amount,
      direction: this.#direction,
      ...(this.settles === null ? {} : { settles: this.settles.id }),
      ...(note === '' ? {} : { note }),
    })
  }

  get #typed(): string {
    return this.typed ?? (this.#prefill === 0 ? '' : this.view.formats.typed(this.#prefill, this.#currency))
  }

  #read(): TypedAmount {
    const cap: Cap | null =
      this.settles === null ? null : { amount: Math.abs(this.settles.amount), over: this.view.words.amount.overSettled }
    return readAmount(this.#typed, this.#currency, cap, this.view)
  }

  #submitWords(): string {
    const { words, formats } = this.view
    if (this.busy) return words.record.submitting
    if (this.recording.kind === 'unknown') return words.retry
    const read = this.#read()
    return words.record.submit(read.kind === 'amount' ? formats.money(read.amount, this.#currency) : null)
  }

  #methodChoice(method: BookMethod): TemplateResult {
    return html`<label class="choice">
      <input type="radio" name="method" value=${method} .checked=${method === this.method} ?disabled=${this.#locked} @change=${() => (this.method = method)} />
      ${methodIcon(method)} ${this.view.words.methods[method]}
    </label>`
  }

  #directions(): TemplateResult {
    const { record } = this.view.words
    const choice = (direction: Direction, text: string): TemplateResult => html`<label class="choice">
      <input type="radio" name="direction" value=${direction} .checked=${direction === this.#direction} ?disabled=${this.#locked} @change=${() => (this.chosen = direction)} />
      ${text}
    </label>`
    return html`<fieldset class="field">
      <legend>${record.direction}</legend>
      <div class="choices">${choice('out', record.out)} ${choice('in', record.in)}</div>
    </fieldset>`
  }

  #trouble(): TemplateResult | typeof nothing {
    if (this.recording.kind !== 'failed') return nothing
    const { problem } = this.recording
    const { words } = this.view
    return html`<p class="message">${problem === null ? words.loadErrors.session_failed.text : words.problem(problem, null)}</p>`
  }

  #onNote(event: Event & { currentTarget: HTMLTextAreaElement }): void {
    this.note = event.currentTarget.value
  }
}
