/** What can still be refunded on a charge, and why not more. All amounts are in the charge's minor units. */
import { inWholeSteps } from '../contract/money.ts'
import { blocksRefunds, isUncountable, lostAmount, type DisputeFacts } from './disputes.ts'
import { takesMoney, type RefundStatus } from './refund-statuses.ts'

/** All that the books have of one charge. Amounts of refunds and requests are positive. */
export interface ChargeLedger {
  readonly currency: string
  readonly captured: number
  readonly requiresReader: boolean
  readonly refunds: readonly { readonly amount: number; readonly status: RefundStatus }[]
  /** Refund requests whose outcome is not known yet, or that wait for approval: their amounts are reserved. */
  readonly openRequests: readonly number[]
  /** Payouts that replace failed or canceled refunds of the charge: the customer has that money. */
  readonly payouts: readonly number[]
  readonly disputes: readonly DisputeFacts[]
}

export interface ChargeBalance {
  /** The sum of succeeded refunds. */
  readonly refunded: number
  /** Pending refunds and open requests. */
  readonly underway: number
  /** What was paid out another way in place of refunds that failed or were canceled. */
  readonly paidOut: number
  /** What lost disputes took. */
  readonly lost: number
  /** `captured − refunds that take money − lost`; negative when more left at Stripe than was captured, which needs a person. */
  readonly remainingAtStripe: number
  /**
   * The same less open requests and payouts; negative when more went back, or is to, than was captured. Rounded down to whole
   * steps of the currency, as Stripe takes no refund of less.
   */
  readonly remaining: number
  /** What can be refunded now: `remaining`, never negative, and nothing while a dispute can't be counted. */
  readonly refundable: number
  /** Whether a dispute forbids refunding now. */
  readonly disputed: boolean
}

export function chargeBalance(ledger: ChargeLedger): ChargeBalance {
  const refunded = sum(ledger.refunds.filter((refund) => refund.status === 'succeeded').map((refund) => refund.amount))
  const taken = takenByRefunds(ledger)
  const reserved = sum(ledger.openRequests)
  const uncountable = ledger.disputes.some((dispute) => isUncountable(dispute, ledger.currency))
  const lost = sum(ledger.disputes.filter((dispute) => dispute.currency === ledger.currency).map(lostAmount))
  const paidOut = sum(ledger.payouts)
  const remainingAtStripe = ledger.captured - taken - lost
  const rest = remainingAtStripe - reserved - paidOut
  const remaining = rest > 0 ? inWholeSteps(ledger.currency, rest) : rest
  return {
    refunded,
    underway: taken - refunded + reserved,
    paidOut,
    lost,
    remainingAtStripe,
    remaining,
    refundable: uncountable ? 0 : Math.max(0, remaining),
    disputed: ledger.disputes.some((dispute) => blocksRefunds(dispute, ledger.currency)),
  }
}

/** The ledger as it was before a request of this amount was reserved; 0 stands for none. */
export function withoutRequest<Ledger extends ChargeLedger>(ledger: Ledger, amount: number): Ledger {
  const place = ledger.openRequests.indexOf(amount)
  return place < 0 ? ledger : { ...ledger, openRequests: ledger.openRequests.toSpliced(place, 1) }
}

/** What refunds took of the charge: all of them but those that failed or were canceled. */
export function takenByRefunds({ refunds }: ChargeLedger): number {
  return sum(refunds.filter((refund) => takesMoney(refund.status)).map((refund) => refund.amount))
}

/** What Stripe says of a charge, in its minor units. */
export interface CountedAtStripe {
  readonly authorized: number
  readonly captured: number
  readonly amountRefunded: number
}

/**
 * Whether Stripe's sum of a charge's refunds may stand for other refunds than the ledger has. Before API 2025-03-31 that sum also
 * counts what was released of an authorisation. So where not exactly the authorised amount was captured, two equal sums prove
 * nothing, unless both are nothing.
 */
export function mayDifferFrom({ authorized, captured, amountRefunded }: CountedAtStripe, ledger: ChargeLedger): boolean {
  const ours = takenByRefunds(ledger)
  if (amountRefunded === 0 && ours === 0) return false
  return amountRefunded !== ours || captured !== authorized
}

/** The open attention item which says that more left of a charge than came in. */
export interface OverRefund {
  /** What remained at Stripe when a person acknowledged it; null where nobody has. */
  readonly acknowledgedRemaining: number | null
}

/**
 * What becomes of that item by what remains at Stripe now: it is resolved once nothing more left than came in, and opened, or
 * opened anew where a person acknowledged it, when there is more of it.
 */
export function overRefundChange(remainingAtStripe: number, item: OverRefund | null): 'open' | 'resolve' | 'keep' {
  if (remainingAtStripe >= 0) return item === null ? 'keep' : 'resolve'
  return remainingAtStripe < (item?.acknowledgedRemaining ?? 0) ? 'open' : 'keep'
}

export function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
