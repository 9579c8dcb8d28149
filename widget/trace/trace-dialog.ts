import { html, type TemplateResult } from 'lit'
import { property, state } from 'lit/decorators.js'
import type { Dispute, Payment } from '../../server/contract/tab.ts'
import { en } from '../messages/en.ts'
import { languageOf, LANGUAGES, type Messages } from '../messages/index.ts'
import { fieldsStyles } from '../shared/fields/fields.styles.ts'
import { originalPayment } from '../shared/fields/original-payment.ts'
import { ModalDialog } from '../shared/modal-dialog/modal-dialog.ts'
import type { WholeView } from '../shared/view.ts'
import { arrivalOf } from './arrival.ts'
import { trace as english, type TraceMessages } from './messages.ts'
import { printSlip } from './print-slip.ts'
import { isSent, referenceOf, slipOf, slipText, type Slip } from './slip.ts'
import { traceDialogStyles } from './trace-dialog.styles.ts'

/** Where the money of a refund is, what to tell the customer, and a slip in the customer’s language. */
export class TraceDialog extends ModalDialog {
  static override styles = [...ModalDialog.styles, fieldsStyles, traceDialogStyles]

  @property({ attribute: false }) refund!: Payment

  /** The language of the slip, once it was chosen, with its messages. */
  @state() private chosen: { readonly tag: string; readonly messages: Messages } | null = null
  /** What was last copied, or why something could not be done. */
  @state() private said: { readonly of: string; readonly text: string } | null = null

  protected readonly busy = false
  protected readonly underway = ''

  protected get heading(): string {
    return this.#words.title
  }

  protected concerns(item: Payment | Dispute): boolean {
    return item.id === this.refund.id
  }

  protected renderBody(): TemplateResult {
    const words = this.#words
    return html`${originalPayment(this.refund, null, this.view)}
      <section>
        <h3>${words.referenceTitle}</h3>
        ${this.#renderReference()}
        <p class="muted">${this.#renderArrival()}</p>
      </section>
      <section>
        <h3>${words.tellTitle}</h3>
        ${this.#renderSlip()}
      </section>`
  }

  protected renderActions(): TemplateResult {
    return this.renderCancel(this.view.messages.common.close)
  }

  protected onSubmit(): void {}

  get #words(): TraceMessages {
    return this.view.messages.trace ?? english
  }

  #renderReference(): TemplateResult {
    const words = this.#words
    const reference = referenceOf(this.refund)
    if (reference === null)
      return html`<p>${this.refund.refund?.reference?.status === 'unavailable' ? words.noReference : words.noReferenceYet}</p>`
    const { value } = this.refund.refund?.reference ?? {}
    return html`<div class="reference"><code translate="no">${reference}</code> ${this.#copyButton('reference', value ?? '')}</div>`
  }

  #renderArrival(): string {
    const words = this.#words
    const { formats, now, messages } = this.view
    if (!isSent(this.refund)) return messages.table.pendingReason(this.refund.refund?.pendingReason ?? null)
    const { from, to } = arrivalOf(this.refund.recordedAt)
    return Date.parse(to) < now ? words.late(formats.date(to)) : words.expected(formats.date(from), formats.date(to))
  }

  #renderSlip(): TemplateResult {
    const words = this.#words
    const { tag, slip } = this.#slip()
    const own = new Intl.Locale(this.view.formats.locale).language
    return html`<div class="bar">
        <label>${words.language}
          <select id="language" @change=${this.#onLanguage}>
            ${['en', ...Object.keys(LANGUAGES)].map((each) => html`<option value=${each} lang=${each} ?selected=${each === (this.chosen?.tag ?? own)}>${nameOf(each)}</option>`)}
          </select>
        </label>
        <button type="button" data-print @click=${() => void this.#print()}>${words.print}</button>
        ${this.#copyButton('slip', slipText(slip))}
      </div>
      <div role="status">${this.said?.of === 'slip' && this.said.text !== words.copied ? html`<p class="error">${this.said.text}</p>` : ''}</div>
      <div class="slip" lang=${tag} dir=${directionOf(tag)}>
        <strong>${slip.title}</strong>
        <dl translate="no">${slip.facts.map(([name, value]) => html`<dt>${name}</dt><dd><bdi>${value}</bdi></dd>`)}</dl>
        ${slip.sentences.map((sentence) => html`<p>${sentence}</p>`)}
      </div>`
  }

  #slip(): { readonly tag: string; readonly slip: Slip } {
    const { view, chosen } = this
    if (chosen === null) return { tag: view.formats.locale, slip: slipOf(this.refund, this.#words, view) }
    const inLanguage: WholeView = { ...view, messages: chosen.messages, formats: view.formats.in(chosen.tag) }
    return { tag: chosen.tag, slip: slipOf(this.refund, chosen.messages.trace ?? english, inLanguage) }
  }

  #copyButton(of: string, text: string): TemplateResult {
    const words = this.#words
    const isCopied = this.said?.of === of && this.said.text === words.copied
    return html`<button type="button" data-copy=${of} @click=${() => void this.#copy(of, text)}>${isCopied ? words.copied : words.copy}</button>`
  }

  async #copy(of: string, text: string): Promise<void> {
    const words = this.#words
    const copied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
    this.#say(of, copied ? words.copied : words.copyFailed)
  }

  async #print(): Promise<void> {
    const { tag, slip } = this.#slip()
    try {
      await printSlip(slip, { tag, direction: directionOf(tag) })
    } catch {
      this.#say('slip', this.#words.printFailed)
    }
  }

  #onLanguage(event: Event & { currentTarget: HTMLSelectElement }): void {
    void this.#choose(event.currentTarget.value)
  }

  async #choose(tag: string): Promise<void> {
    const load = languageOf(tag)
    try {
      const { messages } = load == null ? { messages: en } : await load()
      this.chosen = { tag, messages }
      this.said = null
    } catch {
      this.#say('slip', this.#words.languageFailed)
    }
  }

  #say(of: string, text: string): void {
    this.said = { of, text }
    void this.announce({ text, urgency: 'polite' })
  }
}

/** A language as its own speakers call it. */
function nameOf(tag: string): string {
  return new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag
}

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar', 'fa', 'he', 'ur'])

function directionOf(tag: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(new Intl.Locale(tag).language) ? 'rtl' : 'ltr'
}
