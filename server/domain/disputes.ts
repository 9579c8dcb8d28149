/**
 * Disputes. Rests on Stripe's "Dispute" object: an inquiry's status starts with `warning_`, and the statuses below are
 * the ones in which a dispute is over. A status that we do not know counts as open.
 */

import type { Funds } from './dispute-funds.ts'

const CLOSED: ReadonlySet<string> = new Set(['won', 'lost', 'warning_closed', 'prevented'])

export interface DisputeFacts {
  readonly amount: number
  readonly currency: string
  readonly status: string
  readonly isChargeRefundable: boolean
  /** What became of the disputed money on the store's balance. */
  readonly funds: Funds
  /** Stripe's word for what kind of dispute it is; null where it has none. */
  readonly caseType: string | null
  /** Where it is in another currency than its charge: whether a person acknowledged it as it is. */
  readonly acknowledged: boolean
}

export function isOpen(status: string): boolean {
  return !CLOSED.has(status)
}

/** A question from the bank, before any money moved. */
export function isInquiry(status: string): boolean {
  return status.startsWith('warning_')
}

/**
 * What the dispute took for good: all of a lost one, and all of a prevented one whose money was withdrawn and kept. While no
 * movement of a prevented one is known, a `resolution` gave the customer the money, and anything else nothing.
 */
export function lostAmount(dispute: DisputeFacts): number {
  if (dispute.status === 'lost') return dispute.amount
  if (dispute.status !== 'prevented') return 0
  const isKept = dispute.funds === 'withdrawn' || (dispute.funds === 'unmoved' && dispute.caseType === 'resolution')
  return isKept ? dispute.amount : 0
}

/**
 * Whether it can't be counted among what left its charge: it is in another currency, and no person acknowledged it, or it took
 * money for good, of which nobody knows how much it is in the charge's currency.
 */
export function isUncountable(dispute: DisputeFacts, chargeCurrency: string): boolean {
  return dispute.currency !== chargeCurrency && (!dispute.acknowledged || lostAmount(dispute) > 0)
}

/** Whether refunding the charge waits for this dispute to close, or for a person. */
export function blocksRefunds(dispute: DisputeFacts, chargeCurrency: string): boolean {
  if (isUncountable(dispute, chargeCurrency)) return true
  return isOpen(dispute.status) && !isInquiry(dispute.status) && !dispute.isChargeRefundable
}
