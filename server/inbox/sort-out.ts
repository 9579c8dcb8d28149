/** What many events say, sorted by what is to be done about it; reads what is known of their charges and refunds, and locks nothing. */
import type { InvoiceId, StoreId } from '../contract/ids.ts'
import type { EventRow } from '../database/schema.ts'
import { storeKey } from '../database/store-key.ts'
import type { Transaction } from '../database/transactions.ts'
import { claimedInvoice } from '../domain/assignment.ts'
import { mayBeRelease } from '../domain/releases.ts'
import type { StripeCharge, StripeRefund } from '../domain/stripe-facts.ts'
import { findCharges, type RecordedCharge } from '../ledger/charge-queries.ts'
import { recordedOf } from '../ledger/is-recorded.ts'
import { saysNothingNew } from '../ledger/record-charge.ts'
import { claimedIntents } from '../sync/queries.ts'
import { meaningOf, TELL_OF_CHARGES, type Meaning } from './meaning.ts'
import { findAnnounced } from './together-queries.ts'

interface Said {
  readonly event: EventRow
  readonly store: StoreId
}

/** A charge that nobody knows yet. */
export interface NewChargeNews extends Said {
  readonly charge: StripeCharge
  /** The invoice that it claims; null where it is foreign. */
  readonly claimed: InvoiceId | null
}

export interface ChargeNews extends Said {
  readonly charge: StripeCharge
}

export interface RefundNews extends Said {
  readonly refund: StripeRefund
}

export interface Sorted {
  /** The charges that are known, by their keys. */
  readonly known: ReadonlyMap<string, RecordedCharge>
  /** Charges to be recorded, each once, and what else is said of them. */
  readonly fresh: readonly NewChargeNews[]
  readonly again: readonly ChargeNews[]
  /** Refunds to be recorded, of charges that are known or fresh. */
  readonly refunds: readonly RefundNews[]
  /** Refunds of these that may be releases: only comparing the charge tells. */
  readonly maybeReleases: readonly RefundNews[]
  /** Refunds of charges that an event tells of which waits here too: Stripe need not be asked. */
  readonly early: readonly RefundNews[]
  /** Charges of which Stripe's sum of refunds is to be compared with the books', known or fresh. */
  readonly sums: readonly ChargeNews[]
  /** Events that have to be applied by themselves. */
  readonly alone: ReadonlySet<EventRow>
}

export async function sortOut(tx: Transaction, events: readonly EventRow[]): Promise<Sorted> {
  const said = events.map((event) => ({ event, store: event.store, meaning: meaningOf(event) }))
  const of = <Kind extends Meaning['kind']>(kind: Kind) =>
    said.flatMap(({ meaning, ...one }) => (isOf(meaning, kind) ? [{ ...one, ...meaning }] : []))
  const [charges, refunds, sessions] = [of('charge').filter(({ charge }) => charge.isCaptured), of('refund'), of('session')]
  const known = await findCharges(tx, [
    ...charges.map(({ store, charge }) => ({ store, id: charge.id })),
    ...refunds.map(({ store, refund }) => ({ store, id: refund.charge })),
  ])
  const recorded = await recordedOf(tx, refunds)
  const claimed = await claimedIntents(
    tx,
    sessions.map(({ store, intent: id }) => ({ store, id })),
  )
  const alone = new Set(of('alone').map(({ event }) => event))
  for (const { event, store, intent } of sessions) if (!claimed.has(storeKey({ store, id: intent }))) alone.add(event)

  const fresh = new Map<string, NewChargeNews>()
  const again: ChargeNews[] = []
  const sums: ChargeNews[] = []
  // What was said when it was paid comes first: what it was refunded since has events of its own.
  for (const { news, hasSession, ...one } of charges.toSorted((one, other) => ORDER[one.news] - ORDER[other.news])) {
    const { event, store, charge } = one
    const key = storeKey({ store, id: charge.id })
    const existing = known.get(key)
    if (fresh.has(key)) {
      again.push(one)
      if (news === 'refunded') sums.push(one)
    } else if (existing === undefined) {
      const claims = claimOf(charge, hasSession)
      if (claims === undefined) alone.add(event)
      else {
        fresh.set(key, { ...one, claimed: claims })
        if (charge.amountRefunded > 0) sums.push(one)
      }
    } else if (existing.assignment === 'foreign') {
      // A mark that comes later claims it; where it has none, its payment intent may have, but of each charge's update nobody asks.
      if (news !== 'updated' || charge.mark !== null) alone.add(event)
    } else if (existing.payment === null || !saysNothingNew(existing, charge)) alone.add(event)
    else if (news === 'refunded') sums.push(one)
  }

  const toRecord: RefundNews[] = []
  const maybeReleases: RefundNews[] = []
  const early: RefundNews[] = []
  const chargesOf = refunds.map(({ store, refund }) => ({ store, id: refund.charge }))
  const announced = await findAnnounced(
    tx,
    chargesOf.filter((charge) => !known.has(storeKey(charge)) && !fresh.has(storeKey(charge))),
    { tells: TELL_OF_CHARGES, besides: events },
  )
  for (const one of refunds) {
    const key = storeKey({ store: one.store, id: one.refund.charge })
    const charge = known.get(key) ?? fresh.get(key)
    if (charge === undefined && announced.has(key)) early.push(one)
    else if (charge === undefined) alone.add(one.event)
    else if ('claimed' in charge ? charge.claimed === null : charge.assignment === 'foreign') continue
    else if (mayBeRelease(one.refund)) maybeReleases.push(one)
    else if (!recorded.has(storeKey({ store: one.store, id: one.refund.id }))) toRecord.push(one)
  }
  return { known, fresh: [...fresh.values()], again, refunds: toRecord, maybeReleases, early, sums, alone }
}

const ORDER = { paid: 0, updated: 1, refunded: 2 } as const

function isOf<Kind extends Meaning['kind']>(meaning: Meaning, kind: Kind): meaning is Extract<Meaning, { kind: Kind }> {
  return meaning.kind === kind
}

/** The invoice that the charge claims, null where it claims none, undefined where Stripe has to be asked. */
function claimOf({ mark, intentMark, paymentIntent }: StripeCharge, hasSession: boolean): InvoiceId | null | undefined {
  const claimed = claimedInvoice({ charge: mark, intent: intentMark ?? null, sessions: [] })
  if (claimed !== null || paymentIntent === null) return claimed
  return intentMark === undefined || hasSession ? undefined : null
}
