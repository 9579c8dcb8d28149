import { REFUND_REASONS } from '../../server/contract/choices.ts'
import type { RefundReason } from '../../server/contract/fields.ts'

/** Whether a text, such as the reason that Stripe states of a refund, is one that people can choose. */
export function isRefundReason(text: string): text is RefundReason {
  return REFUND_REASONS.some((reason) => reason === text)
}
