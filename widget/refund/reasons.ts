import { RefundReason } from '../../server/contract/fields.ts'

export const REFUND_REASONS: readonly RefundReason[] = RefundReason.options

export function isRefundReason(text: string): text is RefundReason {
  return RefundReason.safeParse(text).success
}
