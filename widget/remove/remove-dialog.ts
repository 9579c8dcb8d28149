import { html, nothing, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import type { Dispute, Payment } from '../../server/contract/tab.ts'
import { beforeAfter, ofInvoice } from '../shared/fields/before-after.ts'
import { fieldsStyles } from '../shared/fields/fields.styles.ts'
import { originalPayment } from '../shared/fields/original-payment.ts'
import { quoted } from '../shared/quoted.ts'
import { ModalDialog } from '../shared/modal-dialog/modal-dialog.ts'
import type { CallState } from '../tab/repeatable-call.ts'

/** Names the payment that is about to be removed, for confirmation. */
export class RemoveDialog extends ModalDialog {
  static override styles = [...ModalDialog.styles, fieldsStyles]

  @property({ attribute: false }) payment!: Payment
  @property({ attribute: false }) removing!: CallState
  @property({ attribute: false }) submit!: () => void

  protected get busy(): boolean {
    return this.removing.kind === 'submitting'
  }

  protected get underway(): string {
    return this.view.messages.remove.submitting
  }

  protected get heading(): string {
    return this.view.messages.remove.title
  }

  protected concerns(item: Payment | Dispute): boolean {
    return item.id === this.payment.id
  }

  protected override get over(): string | null {
    const isThere = this.view.tab.payments.some(({ id }) => id === this.payment.id)
    return isThere || this.busy ? null : this.view.messages.remove.over
  }

  protected override renderSubject(): TemplateResult {
    return originalPayment(this.payment, null, this.view)
  }

  protected renderBody(): TemplateResult {
    return html`${originalPayment(this.payment, null, this.view)}
      <p>${this.view.messages.remove.booksOnly}</p>
      ${this.busy ? nothing : beforeAfter(ofInvoice(this.view, -this.payment.amount), this.payment.currency, this.view)}
      <div role="alert">${this.#trouble()}</div>`
  }

  protected renderActions(): TemplateResult {
    const { messages } = this.view
    return html`${this.renderCancel(messages.common.cancel, true)} ${this.renderSubmit(this.busy ? this.underway : messages.remove.submit, 'danger')}`
  }

  protected onSubmit(): void {
    this.submit()
  }

  #trouble(): TemplateResult | typeof nothing {
    if (this.removing.kind !== 'failed') return nothing
    const { messages } = this.view
    const { problem, offline } = this.removing
    return html`<p class="message">${problem === null ? (offline ? messages.common.offline : messages.remove.unanswered) : messages.common.problem(problem, null)} ${problem?.code === 'internal' ? quoted(problem.requestId, this.view) : nothing}</p>`
  }
}
