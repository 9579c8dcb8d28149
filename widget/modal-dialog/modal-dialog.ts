import { html, LitElement, type TemplateResult } from 'lit'
import { property, query } from 'lit/decorators.js'
import { buttons } from '../styles/buttons.ts'
import { texts } from '../styles/texts.ts'
import { tokens } from '../styles/tokens.ts'
import type { View } from '../view.ts'
import { modalDialogStyles } from './modal-dialog.styles.ts'

/**
 * What the dialogs share: a native modal dialog that opens as soon as it is in the page, can’t be closed while busy,
 * never closes by a click beside it, and says `close` once when it is gone. Title, fields and errors of a dialog stay
 * in this one shadow root, so that they can name each other.
 */
export abstract class ModalDialog extends LitElement {
  static override styles = [tokens, texts, buttons, modalDialogStyles]

  @property({ attribute: false }) view!: View
  @query('dialog') private readonly dialog!: HTMLDialogElement

  /** Something is underway whose outcome the dialog waits for. */
  protected abstract get busy(): boolean
  protected abstract get heading(): string
  /** The fields, inside the form. */
  protected abstract renderBody(): TemplateResult
  /** The buttons, inside the form. */
  protected abstract renderActions(): TemplateResult
  protected abstract onSubmit(): void

  /** Closes, and gives the focus back to what opened it. */
  close(): void {
    this.dialog.close()
  }

  override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" closedby=${this.busy ? 'none' : 'closerequest'} part="dialog" @cancel=${this.#onCancel} @keydown=${this.#onKeydown} @close=${this.#onClose}>
      <form novalidate @submit=${this.#onSubmit}>
        <h2 id="title">${this.heading}</h2>
        <div class="body">${this.renderBody()}</div>
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

  /** Stays focusable while busy: a disabled button would drop the focus. */
  protected renderSubmit(text: string, kind: 'filled' | 'danger' = 'filled'): TemplateResult {
    return html`<button type="submit" class=${kind} part="submit-button" aria-disabled=${String(this.busy)}>${text}</button>`
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault()
    if (!this.busy) this.onSubmit()
  }

  #onCancel(event: Event): void {
    if (this.busy) event.preventDefault()
  }

  /** A second Esc closes a dialog whatever `cancel` says, so Esc must not get that far. */
  #onKeydown(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.busy) event.preventDefault()
  }

  #onClose(): void {
    this.dispatchEvent(new Event('close'))
  }
}
