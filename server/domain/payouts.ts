/**
 * Payouts in place of a refund that failed or was canceled: the shop pays its money out another way, in one part or several.
 * Amounts are positive and in the charge's minor units.
 */
import { takesMoney, type RefundStatus } from './refund-statuses.ts'
import { sum, type ChargeBalance } from './refundable.ts'

/** A refund, and what payouts replaced of it so far. */
export interface ReplacedRefund {
  readonly amount: number
  readonly status: RefundStatus
  readonly payouts: readonly number[]
}

/** Why a row can't be replaced by a book row: it is no refund that failed or was canceled, or the money does not go out. */
export type PayoutBlock = 'not_replaceable' | 'not_out'

/** Null where it can: every refund that neither failed nor was canceled has its money, or will. */
export function payoutBlock(
  row: { readonly kind: 'charge' | 'refund' | 'book'; readonly status: RefundStatus },
  direction: 'in' | 'out',
): PayoutBlock | null {
  if (row.kind !== 'refund' || takesMoney(row.status)) return 'not_replaceable'
  return direction === 'out' ? null : 'not_out'
}

/**
 * What may still be paid out in place of the refund: what is left of it, but no more than its charge can still give back; nothing
 * where the charge is not known. So what went back to the card since, or was lost to a dispute, is not paid a second time.
 */
export function leftToPayOut(refund: ReplacedRefund, charge: ChargeBalance | null): number {
  if (takesMoney(refund.status) || charge === null) return 0
  return Math.max(0, Math.min(refund.amount - sum(refund.payouts), charge.refundable))
}
