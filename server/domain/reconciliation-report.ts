/** What a reconciliation found: how much of each kind, and the money of it per currency in minor units. */

/**
 * `matched`: the same already. `recorded`: was missing here. `changed`: was here in another state. `differing`: still
 * not the same. `unexplained`: known to one side only, or to no invoice.
 */
export const FINDINGS = ['matched', 'recorded', 'changed', 'differing', 'unexplained'] as const
export type Finding = (typeof FINDINGS)[number]

export const KINDS = ['charges', 'refunds', 'disputes'] as const
export type Kind = (typeof KINDS)[number]

export interface Tally {
  readonly count: number
  readonly amounts: Readonly<Record<string, number>>
}

export interface Report extends Readonly<Record<Kind, Readonly<Record<Finding, Tally>>>> {
  /** Undelivered events that were imported. */
  readonly events: number
  /** Objects of Stripe's that can't be read, and whole lists that the key may not read: nobody knows what they would have changed. */
  readonly unreadable: number
}

const NONE: Tally = { count: 0, amounts: {} }
const NO_FINDINGS = { matched: NONE, recorded: NONE, changed: NONE, differing: NONE, unexplained: NONE }

export const EMPTY_REPORT: Report = { events: 0, unreadable: 0, charges: NO_FINDINGS, refunds: NO_FINDINGS, disputes: NO_FINDINGS }

/** The report of one that could not read a part of what Stripe holds. */
export function unread(report: Report): Report {
  return { ...report, unreadable: report.unreadable + 1 }
}

/** The report with one thing more in it. */
export function withFinding(report: Report, kind: Kind, finding: Finding, amount: number, currency: string): Report {
  const tally = report[kind][finding]
  const amounts = { ...tally.amounts, [currency]: (tally.amounts[currency] ?? 0) + amount }
  return { ...report, [kind]: { ...report[kind], [finding]: { count: tally.count + 1, amounts } } }
}

/** Whether it recorded what a webhook should have brought before. */
export function hasRecorded({ events, charges, refunds }: Report): boolean {
  return events + charges.recorded.count + refunds.recorded.count > 0
}

/** Whether nothing is left that a person would have to check. */
export function isClean(report: Report): boolean {
  if (report.unreadable > 0) return false
  return KINDS.every((kind) => report[kind].differing.count === 0 && report[kind].unexplained.count === 0)
}
