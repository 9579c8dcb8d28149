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
  /** Whether it counts as lost: {@link isLost}. */
  readonly lost: boolean
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
 * Whether a dispute that is `status` now counts as lost: from `lost` on, through an appeal, until `won`. `before`: whether it
 * did until now.
 */
export function isLost(status: string, before: boolean): boolean {
  return status === 'lost' || (before && status !== 'won')
}

/**
 * What the dispute took for good: all of a lost one, and all of a prevented one whose money was withdrawn and kept. While no
 * movement of a prevented one is known, its kind tells: a `resolution` gave the customer the money, any other kind nothing.
 */
export function lostAmount(dispute: DisputeFacts): number {
  const isKept = dispute.funds === 'withdrawn' || (dispute.funds === 'unmoved' && dispute.caseType === 'resolution')
  return (dispute.status === 'prevented' ? isKept : dispute.lost) ? dispute.amount : 0
}

/** What the audit log says of a dispute. */
export type DisputeStep = 'dispute_opened' | 'dispute_changed' | 'dispute_closed'

/** What became of a dispute that had the status `before`, null where it is new here: one that is over by then was opened and closed. */
export function disputeSteps(before: string | null, now: string): readonly DisputeStep[] {
  const isClosed = !isOpen(now) && (before === null || isOpen(before))
  if (before === null) return isClosed ? ['dispute_opened', 'dispute_closed'] : ['dispute_opened']
  return [isClosed ? 'dispute_closed' : 'dispute_changed']
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

/** Whether a dispute that was over is open again. */
export function isReopened(before: string | null, after: string): boolean {
  return before !== null && !isOpen(before) && isOpen(after)
}
