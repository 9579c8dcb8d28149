import type { PaymentRow } from '../database/schema.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { fetchedAfter, laterReference, mergeOf, type Progress } from '../domain/refund-statuses.ts'
import { sameColumns } from '../domain/same-columns.ts'
import type { StripeRefund } from '../domain/stripe-facts.ts'
import type { Recording } from './recording.ts'
import { REFUND_COLUMNS, refundColumns } from './refund-columns.ts'

export interface MovedRefund {
  readonly kind: 'same' | 'moved' | 'unclear'
  /** As it is now. */
  readonly row: PaymentRow
}

/** Takes news of a refund that has a row into it, as far as they are later than what is recorded. */
export function moveRefund({ tx, learned }: Recording, row: PaymentRow, refund: StripeRefund): MovedRefund {
  const recorded = progressOf(row)
  const news: Progress = { ...refund, fetchedAt: learned.fetchedAt }
  const merge = mergeOf(recorded, news)
  if (merge === 'keep') return { kind: 'same', row }
  if (merge === 'refetch') return { kind: 'unclear', row }
  const reference = laterReference({ type: row.reference_type, value: row.reference_value, status: row.reference_status }, refund.reference)
  const next = { ...refundColumns(refund, reference), fetched_at: fetchedAfter(recorded, news) }
  const isNews = !sameColumns(row, { ...row, ...next }, REFUND_COLUMNS)
  // When it was fetched decides between two statuses of one rank, and `succeeded` has a rank of its own.
  if (!isNews && (row.status === 'succeeded' || row.fetched_at?.getTime() === next.fetched_at?.getTime())) return { kind: 'same', row }
  const now = { ...row, ...next }
  if (!isNews) return { kind: 'same', row: now }
  writeAudit(tx, {
    store: row.store,
    invoice: row.invoice,
    action: 'stripe_refund_changed',
    payment: row.id,
    charge: row.charge,
    refund: row.refund,
    amount: row.amount,
    currency: row.currency,
    data: {
      foundBy: learned.foundBy,
      from: row.status,
      to: refund.status,
      pendingReason: refund.pendingReason,
      failureReason: refund.failureReason,
      reference: reference.value,
    },
  })
  return { kind: 'moved', row: now }
}

function progressOf(row: PaymentRow): Progress {
  return { status: row.status, pendingReason: row.pending_reason, failureReason: row.failure_reason, fetchedAt: row.fetched_at }
}
