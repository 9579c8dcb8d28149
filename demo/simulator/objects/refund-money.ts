import type { Account, Charge, Refund } from '../state.ts'
import type { Context } from '../world.ts'
import { move } from './balance-transactions.ts'

/** Takes the refund's money from the balance, unless it waits for the balance or for its charge. */
export function withdraw(context: Context, refund: Refund): void {
  const waits = refund.pending_reason === 'insufficient_funds' || refund.pending_reason === 'charge_pending'
  if (refund.balance_transaction !== null || waits) return
  refund.balance_transaction = move(context, {
    amount: -refund.amount,
    currency: refund.currency,
    source: refund.id,
    type: refund.id.startsWith('pyr_') ? 'payment_refund' : 'refund',
    reporting_category: 'refund',
  }).id
}

/** Counts an amount (minor units; negative to take it back) as refunded on its charge. */
export function addToRefunded(account: Account, charge: Charge, amount: number): void {
  charge.amount_refunded += amount
  const total = (charge.amount_captured > 0 ? charge.amount_captured : charge.amount) + releasedOf(account, charge)
  charge.refunded = charge.amount_refunded > 0 && charge.amount_refunded >= total
}

/** What older API versions count as refunded although it was only released (see `releases.ts`). */
export function releasedOf(account: Account, charge: Charge): number {
  return [...account.refunds.values()]
    .filter((refund) => refund.charge === charge.id && refund.status === 'succeeded' && refund.balance_transaction === null)
    .reduce((sum, { amount }) => sum + amount, 0)
}

/** A refund did not happen: its money returns to the balance and counts on the charge again. */
export function putBack(context: Context, refund: Refund, reason: string | undefined): void {
  refund.failure_reason = reason ?? (refund.status === 'canceled' ? 'merchant_request' : 'unknown')
  if (refund.balance_transaction !== null) {
    refund.failure_balance_transaction = move(context, {
      amount: refund.amount,
      currency: refund.currency,
      source: refund.id,
      type: refund.id.startsWith('pyr_') ? 'payment_failure_refund' : 'refund_failure',
      reporting_category: 'refund_failure',
    }).id
  }
  const charge = context.account.charges.get(refund.charge ?? '')
  if (charge !== undefined) addToRefunded(context.account, charge, -refund.amount)
}
