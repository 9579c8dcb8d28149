import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { property, query, state } from 'lit/decorators.js'
import type { Dispute, Payment, Tab } from '../../../server/contract/tab.ts'
import { newsBetween } from '../../news/news.ts'
import type { Environment } from '../environment.ts'
import type { Complaint } from '../fields/complaint.ts'
import { liveRegions, READY_AFTER, type Announcement } from '../live-regions.ts'
import { base } from '../styles/base.ts'
import { buttons } from '../styles/buttons.ts'
import { texts } from '../styles/texts.ts'
import type { WholeView } from '../view.ts'
import { DialogElement } from './dialog-element.ts'
import { modalDialogStyles } from './modal-dialog.styles.ts'
import { ModalLayer } from './modal-layer.ts'
import { SafeHands } from './safe-hands.ts'

/** Milliseconds after which a person wonders whether anything happens. */
const SLOW_AFTER = 4_000

/**
 * What the dialogs share: a native modal dialog that opens as soon as it is in the page, can’t be closed while busy,
 * never closes by a click beside it, can’t be hurried, and says `close` once when it is gone. Title, fields and errors of a dialog stay
 * in this one shadow root, so that they can name each other.
 */
export abstract class ModalDialog extends DialogElement {
  static override styles = [base, texts, buttons, modalDialogStyles]

  @property({ attribute: false }) view!: WholeView
  @property({ attribute: false }) environment!: Environment
  @query('[part="submit-button"]') private readonly submitButton!: HTMLButtonElement

  @state() private announcement: Announcement | null = null
  /** What is underway takes longer than usual. */
  @state() private isSlow = false
  /** What happened since it was opened to what it is about. */
  @state() private news: readonly string[] = []
  readonly #hands = new SafeHands(this)
  readonly #layer = new ModalLayer(this, { onOpen: () => this.#opened(), onClose: () => this.dispatchEvent(new Event('close')) })
  #regionsAreReady: Promise<void> = Promise.resolve()
  /** Aborted once what is underway is over. */
  #waiting: AbortController | null = null
  /** The tab that the person has seen. */
  #seen: Tab | null = null

  /** Something is underway whose outcome the dialog waits for. */
  protected abstract get busy(): boolean
  /** What is underway while it is busy, as its button says it. */
  protected abstract get underway(): string
  protected abstract get heading(): string
  /** The fields, inside the form. */
  protected abstract renderBody(): TemplateResult
  /** The buttons, inside the form. */
  protected abstract renderActions(): TemplateResult
  protected abstract onSubmit(): void
  /** Whether the dialog is about this row or dispute, so that a change of it is shown here. */
  protected abstract concerns(item: Payment | Dispute): boolean

  /** A request of this dialog is underway or has no known outcome: what changes meanwhile may be its own doing. */
  protected get locked(): boolean {
    return this.busy
  }

  /** Why there is nothing left to do here: it takes the place of the form. */
  protected get over(): string | null {
    return null
  }

  /** What stands above that reason. */
  protected renderSubject(): TemplateResult | typeof nothing {
    return nothing
  }

  /** What can be done now, after the news of what changed. */
  protected renderAfterNews(): TemplateResult | typeof nothing {
    return nothing
  }

  /** Whether what is entered can be submitted; says what is wrong where it can’t. */
  protected check(): boolean {
    return true
  }

  /** Closes, and gives the focus back to what opened it. */
  override close(): void {
    this.#layer.close()
  }

  override async announce(announcement: Announcement): Promise<void> {
    await this.#regionsAreReady
    this.announcement = announcement
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('view')) this.#compare()
    this.#tellWhatIsUnderway()
  }

  override render(): TemplateResult {
    const { over } = this
    return html`<dialog aria-labelledby="title" closedby=${this.busy ? 'none' : 'closerequest'} part="dialog" @cancel=${this.#onCancel} @keydown=${this.#onKeydown} @keyup=${this.#onKeyup}>
      <form novalidate @submit=${(event: SubmitEvent) => event.preventDefault()}>
        <h2 id="title">${this.heading} <span class="second">${this.#subject()}</span></h2>
        <div class="body">
          ${over === null ? this.renderBody() : html`${this.renderSubject()}<p class="message amber">${over}</p>`}
          ${this.#renderNews(over !== null)}
          ${this.isSlow ? html`<p class="message blue slow">${this.view.messages.common.slow}</p>` : nothing}
          <div role="alert">${this.#renderRefusal()}</div>
        </div>
        <div class="actions">${over === null ? this.renderActions() : this.#renderClose()}</div>
      </form>
      ${liveRegions(this.announcement)}
    </dialog>`
  }

  protected override firstUpdated(): void {
    this.#layer.open()
  }

  /** Goes to the field that is wrong; where the focus is there already, says aloud what is wrong. */
  protected complain(selector: string, complaint: Complaint): void {
    const field = this.renderRoot.querySelector<HTMLElement>(selector)
    if (field !== null && field === this.shadowRoot?.activeElement) complaint.aloud()
    else field?.focus()
  }

  protected renderCancel(text: string, autofocus = false): TemplateResult {
    return html`<button type="button" ?autofocus=${autofocus} aria-disabled=${String(this.busy)} @click=${() => this.busy || this.close()}>${text}</button>`
  }

  /**
   * Stays focusable while busy: a disabled button would drop the focus. It is no submit button, which Enter in a field
   * would press: only its own press submits.
   */
  protected renderSubmit(text: string, kind: 'filled' | 'danger' = 'filled'): TemplateResult {
    const soon = !this.busy && !this.#hands.ready
    return html`<button type="button" class=${soon ? `${kind} soon` : kind} part="submit-button" aria-disabled=${String(this.busy || soon)} @click=${this.#onPress}>${text}</button>`
  }

  /** Another button that carries something out, and can’t be hurried either. */
  protected renderOther(text: string, carryOut: () => void): TemplateResult {
    const soon = !this.busy && !this.#hands.ready
    const press = (): void => void (!this.busy && this.#hands.takesPress() && carryOut())
    return html`<button type="button" class="other" aria-disabled=${String(this.busy || soon)} @click=${press}>${text}</button>`
  }

  /** Shows what changed under the person’s hands since the tab that they have seen. */
  #compare(): void {
    const { tab } = this.view
    const seen = this.#seen
    this.#seen = tab
    if (seen === null || seen === tab || this.locked) return
    const news = newsBetween(seen, tab, this.view, (item) => this.concerns(item))
    if (news.length === 0) return
    this.news = [...this.news, ...news.map(({ text }) => text)]
    this.#hands.changed()
  }

  /** Says what is underway, and after a while that it goes on. */
  #tellWhatIsUnderway(): void {
    if (this.busy === (this.#waiting !== null)) return
    this.#waiting?.abort()
    this.#waiting = this.busy ? new AbortController() : null
    this.isSlow = false
    if (this.#waiting !== null) void this.#tellWhile(this.#waiting.signal)
  }

  async #tellWhile(signal: AbortSignal): Promise<void> {
    void this.announce({ text: this.underway, urgency: 'polite' })
    await this.environment.wait(SLOW_AFTER, signal)
    if (signal.aborted) return
    this.isSlow = true
    void this.announce({ text: this.view.messages.common.slow, urgency: 'polite' })
  }

  /** Whose invoice it is, so that of two open ones the wrong one is noticed. */
  #subject(): string {
    const { number, customer } = this.view.tab.invoice
    return this.view.messages.common.invoice(customer?.name ?? null, number)
  }

  #renderNews(isOver: boolean): TemplateResult | typeof nothing {
    if (this.news.length === 0 || this.locked) return nothing
    return html`<div class="message amber news">${this.news.map((text) => html`<p>${text}</p>`)} ${isOver ? nothing : this.renderAfterNews()}</div>`
  }

  #renderRefusal(): TemplateResult | typeof nothing {
    const { refusal } = this.#hands
    return refusal === null ? nothing : html`<p class="message amber">${this.view.messages.common.refusals[refusal]}</p>`
  }

  #renderClose(): TemplateResult {
    return html`<button type="button" @click=${() => this.close()}>${this.view.messages.common.close}</button>`
  }

  #onPress(): void {
    if (!this.busy && this.#hands.takesPress()) this.onSubmit()
  }

  #onCancel(event: Event): void {
    if (this.busy) event.preventDefault()
  }

  /** A second Esc closes a dialog whatever `cancel` says, so Esc must not get that far. */
  #onKeydown(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.busy) event.preventDefault()
    if (!this.#hands.takesKey(event)) event.preventDefault()
    else if (event.key === 'Enter' && isAmount(event.target) && !event.isComposing) this.#onEnterInAmount(event)
  }

  /** Enter in the amount only checks it and moves on to the button, which needs a press of its own. */
  #onEnterInAmount(event: KeyboardEvent): void {
    event.preventDefault()
    if (!this.check()) return
    this.submitButton.focus()
    this.#hands.movedToButton()
  }

  #onKeyup(event: KeyboardEvent): void {
    if (!this.#hands.takesRelease(event)) event.preventDefault()
  }

  /** Nothing is taken at first, and its live regions are heard only after a moment. */
  #opened(): void {
    this.#hands.opened()
    this.#regionsAreReady = this.environment.wait(READY_AFTER, new AbortController().signal)
  }
}

const isAmount = (target: EventTarget | null): boolean => target instanceof HTMLInputElement && target.id === 'amount'
