/**
 * Payouts in place of a refund that came to nothing: the shop pays its money out another way, in one part or several.
 * Amounts are positive and in the charge's minor units.
 */
import { takesMoney, type RefundState } from './refund-states.ts'
import { sum, type ChargeBalance } from './refundable.ts'

/** A refund, and what payouts replaced of it so far. */
export interface ReplacedRefund {
  readonly amount: number
  readonly state: RefundState
  readonly payouts: readonly number[]
}

/** Only a refund that failed or was canceled may be replaced: every other one has its money, or will. */
export function isReplaceable(state: RefundState): boolean {
  return !takesMoney(state)
}

/**
 * What may still be paid out in its place: what is left of it, as far as its charge has it. What went back to the card
 * since, or was lost to a dispute, is not paid a second time.
 */
export function leftToPayOut(refund: ReplacedRefund, charge: ChargeBalance): number {
  if (!isReplaceable(refund.state)) return 0
  return Math.max(0, Math.min(refund.amount - sum(refund.payouts), charge.refundable))
}
