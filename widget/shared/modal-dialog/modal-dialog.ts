import { html, nothing, type TemplateResult } from 'lit'
import { property, query } from 'lit/decorators.js'
import type { Environment } from '../environment.ts'
import { buttons } from '../styles/buttons.ts'
import { texts } from '../styles/texts.ts'
import { tokens } from '../styles/tokens.ts'
import type { View } from '../view.ts'
import { DialogElement } from './dialog-element.ts'
import { modalDialogStyles } from './modal-dialog.styles.ts'
import { SafeHands } from './safe-hands.ts'

/**
 * What the dialogs share: a native modal dialog that opens as soon as it is in the page, can’t be closed while busy,
 * never closes by a click beside it, can’t be hurried, and says `close` once when it is gone. Title, fields and errors of a dialog stay
 * in this one shadow root, so that they can name each other.
 */
export abstract class ModalDialog extends DialogElement {
  static override styles = [tokens, texts, buttons, modalDialogStyles]

  @property({ attribute: false }) view!: View
  @property({ attribute: false }) environment!: Environment
  @query('dialog') private readonly dialog!: HTMLDialogElement
  @query('[part="submit-button"]') private readonly submitButton!: HTMLButtonElement

  readonly #hands = new SafeHands(this)

  /** Something is underway whose outcome the dialog waits for. */
  protected abstract get busy(): boolean
  protected abstract get heading(): string
  /** The fields, inside the form. */
  protected abstract renderBody(): TemplateResult
  /** The buttons, inside the form. */
  protected abstract renderActions(): TemplateResult
  protected abstract onSubmit(): void

  /** Whether what is entered can be submitted; says what is wrong where it can’t. */
  protected check(): boolean {
    return true
  }

  /** Closes, and gives the focus back to what opened it. */
  override close(): void {
    this.dialog.close()
  }

  override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" closedby=${this.busy ? 'none' : 'closerequest'} part="dialog" @cancel=${this.#onCancel} @keydown=${this.#onKeydown} @keyup=${this.#onKeyup} @close=${this.#onClose}>
      <form novalidate @submit=${(event: SubmitEvent) => event.preventDefault()}>
        <h2 id="title">${this.heading}</h2>
        <div class="body">
          ${this.renderBody()}
          <div role="alert">${this.#renderScanned()}</div>
        </div>
        <div class="actions">${this.renderActions()}</div>
      </form>
    </dialog>`
  }

  protected override firstUpdated(): void {
    this.dialog.showModal()
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

  #renderScanned(): TemplateResult | typeof nothing {
    const { scanned } = this.#hands
    return scanned === null ? nothing : html`<p class="message amber">${this.view.messages.common.scanned[scanned]}</p>`
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

  #onClose(): void {
    this.dispatchEvent(new Event('close'))
  }
}

const isAmount = (target: EventTarget | null): boolean => target instanceof HTMLInputElement && target.id === 'amount'
