/** What a row of the payments table offers, and why it offers nothing: the table of the Payments tab, in one place. */
import type { BlockedBy, Permissions, RowAction } from '../contract/tab.ts'
import { refundBlocks } from './refund-blocks.ts'
import type { ChargeLedger, ChargeBalance } from './refundable.ts'

export interface RowOffer {
  readonly action: RowAction | null
  readonly blockedBy: BlockedBy | null
}

/**
 * A charge is refunded, never removed. The first reason that applies is the one to show. `isKeyRefused`: Stripe does not accept
 * the store's key, or not for refunds.
 */
export function chargeOffer(ledger: ChargeLedger, balance: ChargeBalance, permissions: Permissions, isKeyRefused: boolean): RowOffer {
  const [block] = refundBlocks(ledger, balance)
  const blockedBy = block ?? (isKeyRefused ? 'stripe_key_refused' : permissions.refund ? null : 'permission')
  return { action: blockedBy === null ? 'refund' : null, blockedBy }
}

/** A book row is removed, never refunded. */
export function bookOffer(permissions: Permissions): RowOffer {
  return permissions.remove ? { action: 'remove', blockedBy: null } : { action: null, blockedBy: 'permission' }
}

/** A refund stays as audit history. */
export const REFUND_OFFER: RowOffer = { action: null, blockedBy: null }
