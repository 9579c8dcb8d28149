import { html, nothing, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import type { Payment } from '../../server/contract/tab.ts'
import { fieldsStyles } from '../shared/fields/fields.styles.ts'
import { originalPayment } from '../shared/fields/original-payment.ts'
import { ModalDialog } from '../shared/modal-dialog/modal-dialog.ts'
import type { RemoveState } from './remove-controller.ts'

/** Names the payment that is about to be removed, for confirmation. */
export class RemoveDialog extends ModalDialog {
  static override styles = [...ModalDialog.styles, fieldsStyles]

  @property({ attribute: false }) payment!: Payment
  @property({ attribute: false }) removing!: RemoveState
  @property({ attribute: false }) submit!: () => void

  protected get busy(): boolean {
    return this.removing.kind === 'submitting'
  }

  protected get heading(): string {
    return this.view.messages.remove.title
  }

  protected renderBody(): TemplateResult {
    return html`${originalPayment(this.payment, null, this.view)}
      <p>${this.view.messages.remove.booksOnly}</p>
      <div role="alert">${this.#trouble()}</div>`
  }

  protected renderActions(): TemplateResult {
    const { messages } = this.view
    return html`${this.renderCancel(messages.common.cancel, true)} ${this.renderSubmit(this.busy ? messages.remove.submitting : messages.remove.submit, 'danger')}`
  }

  protected onSubmit(): void {
    this.submit()
  }

  #trouble(): TemplateResult | typeof nothing {
    if (this.removing.kind !== 'failed') return nothing
    const { messages } = this.view
    const { problem } = this.removing
    return html`<p class="message">${problem === null ? messages.remove.unanswered : messages.common.problem(problem, null)}</p>`
  }
}
