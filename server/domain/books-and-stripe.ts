/** When the books and Stripe are the same about an invoice: the same charges and refunds, amounts and statuses. Amounts in minor units. */
import { mayName } from './assignment.ts'
import type { InvoiceId } from '../contract/ids.ts'
import { takesMoney, type RefundStatus } from './refund-statuses.ts'
import { sum } from './refundable.ts'
import { isRelease, type MaybeRelease } from './releases.ts'
import { sameColumns } from './same-columns.ts'

/** One charge or refund, as one side has it. */
export interface Entry {
  readonly id: string
  /** Negative for a refund. */
  readonly amount: number
  readonly status: RefundStatus
}

/** A row of the books that Stripe knows too: a charge's or a refund's. */
export interface BookedRow {
  readonly amount: number
  readonly status: RefundStatus
  readonly refund: string | null
  readonly charge: string | null
}

/** A charge has no status of a refund: it succeeded, or it would not be in the books. */
export function bookedEntry({ amount, status, refund, charge }: BookedRow): Entry {
  return refund === null ? { id: charge ?? '', amount, status: 'succeeded' } : { id: refund, amount, status }
}

export interface ChargeOfStripe {
  readonly id: string
  readonly authorized: number
  readonly captured: number
}

export interface RefundOfStripe extends MaybeRelease {
  readonly id: string
  readonly status: RefundStatus
}

/** What Stripe says of one charge. */
export interface StripesSide {
  readonly charge: ChargeOfStripe
  readonly refunds: readonly RefundOfStripe[]
}

export function chargeEntry({ id, captured }: Pick<ChargeOfStripe, 'id' | 'captured'>): Entry {
  return { id, amount: captured, status: 'succeeded' }
}

export function refundEntry({ id, amount, status }: Pick<RefundOfStripe, 'id' | 'amount' | 'status'>): Entry {
  return { id, amount: -amount, status }
}

/** The charge and its refunds; a release of its authorisation is none. */
export function stripesEntries({ charge, refunds }: StripesSide): readonly Entry[] {
  return [chargeEntry(charge), ...refunds.filter((refund) => !isRelease(refund, charge)).map(refundEntry)]
}

/** Whether the books have the one charge or refund as Stripe has it; undefined where they don't have it at all. */
export function isSameEntry(booked: Entry | undefined, stripes: Entry): boolean {
  return booked !== undefined && sameColumns(booked, stripes, ['id', 'amount', 'status'])
}

/** Compared one by one: the sums alone would not show two mistakes that cancel out. */
export function areSameEntries(booked: readonly Entry[], stripes: readonly Entry[]): boolean {
  const ours = booked.toSorted(byId)
  return booked.length === stripes.length && stripes.toSorted(byId).every((entry, index) => isSameEntry(ours[index], entry))
}

/** How much more Stripe has than the books, what failed left out. */
export function differenceOf(booked: readonly Entry[], stripes: readonly Entry[]): number {
  return net(stripes) - net(booked)
}

/** All that is known of an invoice when it is compared. */
export interface Compared {
  readonly booked: readonly Entry[]
  /** For each of its charges; null where Stripe doesn't know the charge. */
  readonly stripe: readonly (StripesSide | null)[]
  /** A refund request is open: its outcome is unknown. */
  readonly hasOpenRequest: boolean
  /** Whether there can be no other money that names the invoice: none waits for a person, and Stripe could be asked for it. */
  readonly isAllKnown: boolean
}

export interface Verdict {
  /**
   * `same`, or `differs` even after healing; while a refund's outcome is unknown, what is not the same need not differ, and
   * is `unclear`.
   */
  readonly is: 'same' | 'differs' | 'unclear'
  /** Whether they are the same, and all that belongs to the invoice is known. */
  readonly matches: boolean
  readonly difference: number
}

export function verdictOf({ booked, stripe, hasOpenRequest, isAllKnown }: Compared): Verdict {
  const known = stripe.filter((side) => side !== null)
  const entries = known.flatMap(stripesEntries)
  const isSame = areSameEntries(booked, entries)
  return {
    is: isSame ? 'same' : hasOpenRequest ? 'unclear' : 'differs',
    matches: isSame && known.length === stripe.length && !hasOpenRequest && isAllKnown,
    difference: differenceOf(booked, entries),
  }
}

/** An open attention item about a payment or dispute that has no place in the books; `invoice` as its mark names it. */
export interface Unplaced {
  readonly code: string
  readonly invoice: string | null
}

/** Whether the money may be the invoice's: in another currency it names it, else its mark may. */
export function mayBelongTo({ code, invoice: named }: Unplaced, invoice: InvoiceId): boolean {
  return named !== null && (code === 'currency_mismatch' ? named === invoice : mayName(named, invoice))
}

function net(entries: readonly Entry[]): number {
  return sum(entries.filter(({ status }) => takesMoney(status)).map(({ amount }) => amount))
}

function byId(one: Entry, other: Entry): number {
  return one.id < other.id ? -1 : 1
}
