/** What keeps a charge from being refunded: for the row that shows why, and for the call that is refused. */
import { inWholeSteps } from '../contract/money.ts'
import type { BlockedBy } from '../contract/tab.ts'
import type { ChargeBalance, ChargeLedger } from './refundable.ts'

export type RefundBlock = Exclude<BlockedBy, 'stripe_key_refused' | 'permission'>

/** All that does, whatever the amount, the one to show first. */
export function refundBlocks(ledger: ChargeLedger, balance: ChargeBalance): RefundBlock[] {
  const nothingLeft = nothingLeftBecause(ledger, balance)
  return [
    ...(nothingLeft === null ? [] : [nothingLeft]),
    ...(balance.disputed ? (['disputed'] as const) : []),
    ...(ledger.requiresReader ? (['requires_reader'] as const) : []),
  ]
}

function nothingLeftBecause(ledger: ChargeLedger, balance: ChargeBalance): RefundBlock | null {
  if (balance.refunded >= inWholeSteps(ledger.currency, ledger.captured)) return 'fully_refunded'
  if (balance.remaining > 0) return null
  if (balance.paidOut > 0) return 'paid_out'
  return balance.lost > 0 ? 'dispute_lost' : 'refund_pending'
}

export type RefundRefusal = 'charge_disputed' | 'requires_reader' | 'amount_not_positive' | 'amount_exceeds_refundable'

/** Why a refund of `amount` is refused, in the order of the contract's codes; null where it is not. */
export function refundRefusal(ledger: ChargeLedger, balance: ChargeBalance, amount: number): RefundRefusal | null {
  const blocks = refundBlocks(ledger, balance)
  if (blocks.includes('disputed')) return 'charge_disputed'
  if (blocks.includes('requires_reader')) return 'requires_reader'
  if (amount <= 0) return 'amount_not_positive'
  return amount > balance.refundable ? 'amount_exceeds_refundable' : null
}
