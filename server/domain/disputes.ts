/**
 * Disputes. Rests on Stripe's "Dispute" object: an inquiry's status starts with `warning_`, and the statuses below are
 * the ones in which a dispute is over. A status that we do not know counts as open.
 */

const CLOSED: ReadonlySet<string> = new Set(['won', 'lost', 'warning_closed', 'prevented'])

export interface DisputeFacts {
  readonly amount: number
  readonly currency: string
  readonly status: string
  readonly isChargeRefundable: boolean
  /** What Stripe withdrew from the store for it and has not given back, in the dispute's minor units. */
  readonly withdrawn: number
  /** Where it is in another currency than its charge: whether a person has seen to it, as it stands. */
  readonly settled: boolean
}

export function isOpen(status: string): boolean {
  return !CLOSED.has(status)
}

/** A question from the bank, before any money moved. */
export function isInquiry(status: string): boolean {
  return status.startsWith('warning_')
}

/** What the dispute took for good: all of a lost one, and of a prevented one the funds that did not come back. */
export function lostAmount(dispute: DisputeFacts): number {
  if (dispute.status === 'lost') return dispute.amount
  return dispute.status === 'prevented' && dispute.withdrawn > 0 ? dispute.amount : 0
}

/**
 * Whether it can't be counted among what left its charge: it is in another currency, and no person has seen to it, or it took
 * money for good, of which nobody knows how much it is in the charge's currency.
 */
export function isUncountable(dispute: DisputeFacts, chargeCurrency: string): boolean {
  return dispute.currency !== chargeCurrency && (!dispute.settled || lostAmount(dispute) > 0)
}

/** Whether refunding the charge waits for this dispute to close, or for a person. */
export function blocksRefunds(dispute: DisputeFacts, chargeCurrency: string): boolean {
  if (isUncountable(dispute, chargeCurrency)) return true
  return isOpen(dispute.status) && !isInquiry(dispute.status) && !dispute.isChargeRefundable
}
