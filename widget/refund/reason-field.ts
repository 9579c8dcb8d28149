import { html, type TemplateResult } from 'lit'
import { REFUND_REASONS } from '../../server/contract/choices.ts'
import type { RefundReason } from '../../server/contract/fields.ts'
import type { WholeView } from '../shared/view.ts'
import { isRefundReason } from './reasons.ts'

export interface ReasonField {
  readonly reason: RefundReason
  readonly disabled: boolean
  onChange(reason: RefundReason): void
}

/** Why it is refunded, in Stripe’s own three words, and what the third of them does besides. */
export function reasonField({ reason, disabled, onChange }: ReasonField, { messages }: WholeView): TemplateResult {
  const change = ({ currentTarget: { value } }: Event & { currentTarget: HTMLSelectElement }): void => {
    if (isRefundReason(value)) onChange(value)
  }
  return html`<div class="field">
    <label for="reason">${messages.refund.reason}</label>
    <select id="reason" aria-describedby="reason-hint" ?disabled=${disabled} @change=${change}>
      ${REFUND_REASONS.map((each) => html`<option value=${each} ?selected=${each === reason}>${messages.common.refundReasons[each]}</option>`)}
    </select>
    <p id="reason-hint" class="muted" aria-live="polite">${reason === 'fraudulent' ? messages.refund.fraudulent : ''}</p>
  </div>`
}
