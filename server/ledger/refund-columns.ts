import type { PaymentRow } from '../database/schema.ts'
import type { Reference } from '../domain/refund-statuses.ts'
import type { StripeRefund } from '../domain/stripe-facts.ts'

/** What people see of a refund that moves; when it was fetched, they don't. */
export const REFUND_COLUMNS = [
  'status',
  'pending_reason',
  'failure_reason',
  'reference_type',
  'reference_value',
  'reference_status',
] as const

type RefundColumns = Pick<PaymentRow, (typeof REFUND_COLUMNS)[number]>

/** What moves of a refund, as its row has it. */
export function refundColumns(refund: StripeRefund, reference: Reference = refund.reference): RefundColumns {
  return {
    status: refund.status,
    pending_reason: refund.pendingReason,
    failure_reason: refund.failureReason,
    reference_type: reference.type,
    reference_value: reference.value,
    reference_status: reference.status,
  }
}
