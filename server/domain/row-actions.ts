/** What a row of the payments table offers, and why it offers nothing: the table of the Payments tab, in one place. */
import type { BlockedBy, Permissions, RowAction } from '../contract/tab.ts'
import { inWholeSteps } from '../contract/money.ts'
import type { ChargeLedger, ChargeBalance } from './refundable.ts'

export interface RowOffer {
  readonly action: RowAction | null
  readonly blockedBy: BlockedBy | null
}

/**
 * A charge is refunded, never removed. The first reason that applies is the one to show. `keyRefused`: Stripe does not
 * accept the store's key.
 */
export function chargeOffer(ledger: ChargeLedger, standing: ChargeBalance, permissions: Permissions, keyRefused: boolean): RowOffer {
  const blockedBy = chargeBlock(ledger, standing) ?? (keyRefused ? 'stripe_key_refused' : permissions.refund ? null : 'permission')
  return { action: blockedBy === null ? 'refund' : null, blockedBy }
}

function chargeBlock(ledger: ChargeLedger, standing: ChargeBalance): BlockedBy | null {
  if (standing.refunded >= inWholeSteps(ledger.currency, ledger.captured)) return 'fully_refunded'
  if (standing.remaining <= 0 && standing.paidOut > 0) return 'paid_out'
  if (standing.remaining <= 0 && standing.lost > 0) return 'dispute_lost'
  if (standing.remaining <= 0) return 'refund_pending'
  if (standing.disputed) return 'disputed'
  return ledger.requiresReader ? 'requires_reader' : null
}

/** A book row is removed, never refunded. */
export function bookOffer(permissions: Permissions): RowOffer {
  return permissions.remove ? { action: 'remove', blockedBy: null } : { action: null, blockedBy: 'permission' }
}

/** A refund stays as audit history. */
export const REFUND_OFFER: RowOffer = { action: null, blockedBy: null }
