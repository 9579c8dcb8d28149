import { html, nothing, type TemplateResult } from 'lit'
import { property, state } from 'lit/decorators.js'
import type { Dispute, Payment } from '../../server/contract/tab.ts'
import { lookAlike } from '../refund/look-alike.ts'
import { isRefundReason } from '../refund/reasons.ts'
import { beforeAfter, ofInvoice } from '../shared/fields/before-after.ts'
import { fieldsStyles } from '../shared/fields/fields.styles.ts'
import { noteField, sentNote } from '../shared/fields/note-field.ts'
import { originalPayment } from '../shared/fields/original-payment.ts'
import { ModalDialog } from '../shared/modal-dialog/modal-dialog.ts'
import { quoted } from '../shared/quoted.ts'
import { span } from '../shared/view.ts'
import type { CallState } from '../tab/repeatable-call.ts'

/** What a person decides about a refund: `note` says why it is declined. */
export type Decision = { readonly kind: 'approve' | 'withdraw' } | { readonly kind: 'decline'; readonly note?: string }

/** Shows what somebody asks to refund, to be approved or declined; or their own, to be withdrawn or taken away. */
export class ApprovalDialog extends ModalDialog {
  static override styles = [...ModalDialog.styles, fieldsStyles]

  /** The refund as it was when this was opened. */
  @property({ attribute: false }) payment!: Payment
  @property({ attribute: false }) deciding!: CallState
  @property({ attribute: false }) submit!: (decision: Decision) => void

  @state() private note = ''

  protected get busy(): boolean {
    return this.deciding.kind === 'submitting'
  }

  protected get underway(): string {
    return this.view.messages.approval.underway
  }

  protected get heading(): string {
    const { title, withdrawTitle, dismissTitle } = this.view.messages.approval
    return this.#action === 'decide' ? title : this.#action === 'withdraw' ? withdrawTitle : dismissTitle
  }

  protected concerns(item: Payment | Dispute): boolean {
    return item.charge !== null && item.charge === this.payment.charge
  }

  protected override get over(): string | null {
    const now = this.view.tab.payments.find(({ id }) => id === this.payment.id)
    return this.busy || now?.approval?.action === this.#action ? null : this.view.messages.approval.over
  }

  protected override renderSubject(): TemplateResult {
    return originalPayment(this.payment, null, this.view)
  }

  protected renderBody(): TemplateResult {
    const { messages, formats } = this.view
    const { amount, currency, recordedBy, refund, note, approval } = this.payment
    const original = this.#original
    const reason = refund?.reason ?? null
    const isWaiting = this.#action !== 'dismiss'
    return html`${original === null ? nothing : originalPayment(original, messages.refund.originalPayment, this.view)}
      ${this.#action === 'decide' ? html`<p><strong>${messages.table.asksApproval(recordedBy.name, formats.money(-amount, currency))}</strong></p>` : originalPayment(this.payment, null, this.view)}
      ${reason === null || !isRefundReason(reason) ? nothing : html`<p>${messages.refund.reason}: ${messages.common.refundReasons[reason]}. ${reason === 'fraudulent' && this.#action === 'decide' ? messages.refund.fraudulent : nothing}</p>`}
      ${note === null || note === '' ? nothing : html`<p><q>${note}</q></p>`} ${this.#action === 'decide' ? this.#renderLookAlike(original) : nothing}
      ${isWaiting ? nothing : html`<p class="message">${messages.table.declinedBy(approval?.declinedBy?.name ?? null)} ${approval?.declineNote ?? ''}</p>`}
      ${this.#action === 'withdraw' ? html`<p>${messages.approval.withdrawText}</p>` : nothing}
      ${this.#action === 'decide' ? this.#renderVerdict() : nothing}
      <div role="alert">${this.#trouble()}</div>`
  }

  protected renderActions(): TemplateResult {
    const { messages, formats } = this.view
    const cancel = this.renderCancel(this.#action === 'dismiss' ? messages.common.close : messages.common.cancel)
    if (this.busy) return html`${cancel} ${this.renderSubmit(this.underway)}`
    if (this.#action === 'withdraw') return html`${cancel} ${this.renderSubmit(messages.table.actions.withdraw, 'danger')}`
    if (this.#action === 'dismiss') return html`${cancel} ${this.renderSubmit(messages.common.dismiss)}`
    const sum = formats.money(-this.payment.amount, this.payment.currency)
    return html`${cancel} ${this.renderOther(messages.approval.decline, () => this.submit({ kind: 'decline', ...sentNote(this.note) }))}
    ${this.renderSubmit(messages.approval.approve(sum))}`
  }

  protected onSubmit(): void {
    this.submit({ kind: this.#action === 'decide' ? 'approve' : 'withdraw' })
  }

  /** What was to be done when this was opened; what became possible since is another dialog. */
  get #action(): 'decide' | 'withdraw' | 'dismiss' {
    return this.payment.approval?.action ?? 'decide'
  }

  get #original(): Payment | null {
    return this.view.tab.payments.find(({ id }) => id === this.payment.refund?.original) ?? null
  }

  #renderVerdict(): TemplateResult {
    const { messages } = this.view
    const change = (note: string): void => void (this.note = note)
    return html`${this.busy ? nothing : beforeAfter(ofInvoice(this.view, this.payment.amount), this.payment.currency, this.view)}
      <p class="muted">${messages.refund.final}</p>
      ${noteField({ label: messages.approval.note, note: this.note, readonly: this.busy, onInput: change }, this.view)}`
  }

  /** An equal refund of a moment ago, besides this one. */
  #renderLookAlike(original: Payment | null): TemplateResult | typeof nothing {
    const { view, payment } = this
    const { messages, formats, now, tab } = view
    const others = { ...view, tab: { ...tab, payments: tab.payments.filter(({ id }) => id !== payment.id) } }
    const like = original === null ? null : lookAlike(original, -payment.amount, others)
    if (like === null) return nothing
    const ago = messages.common.ago(span(now - Date.parse(like.recordedAt)))
    return html`<p class="message amber look-alike">${messages.refund.lookAlike(like.recordedBy, formats.money(-like.amount, like.currency), ago)}</p>`
  }

  #trouble(): TemplateResult | typeof nothing {
    if (this.deciding.kind !== 'failed') return nothing
    const { messages, formats } = this.view
    const { problem, offline } = this.deciding
    if (problem === null) return html`<p class="message">${offline ? messages.common.offline : messages.approval.unanswered}</p>`
    const left = problem.refundable === undefined ? null : formats.money(problem.refundable, this.payment.currency)
    return html`<p class="message">${messages.common.problem(problem, left)} ${problem.code === 'internal' ? quoted(problem.requestId, this.view) : nothing}</p>`
  }
}
