/** Asks Stripe about a whole charge, its refunds and its disputes, and records what is missing or different here. */
import { databaseMillisecond, readDatabaseNow } from '../database/time.ts'
import type { ChargeFacts } from '../stripe/objects/charge.ts'
import type { DisputeFacts } from '../stripe/objects/dispute.ts'
import type { RefundFacts } from '../stripe/objects/refund.ts'
import { withChargeLease, type Renew } from './charge-lease.ts'
import { recordCharge } from './record-charge.ts'
import { recordDispute } from './record-dispute.ts'
import { recordFound } from './record-found.ts'
import type { Services } from './services.ts'
import { stripeAccountOf } from './stores.ts'

/** What Stripe said of the charge, and how many rows were added or changed by it. */
export interface Comparison {
  readonly charge: ChargeFacts
  readonly refunds: readonly RefundFacts[]
  readonly disputes: readonly DisputeFacts[]
  readonly changed: number
}

interface ChargeKey {
  readonly store: string
  readonly id: string
}

/**
 * Compares one charge held here with Stripe. Null where Stripe does not know it; `later` where its turn did not come in
 * time and it is looked at again. Throws StripeUnavailable.
 */
export async function compareCharge(s: Services, charge: ChargeKey): Promise<Comparison | null | 'later'> {
  const turn = await withChargeLease(s, charge, (renew) => compareUnderLease(s, charge, renew))
  if (turn !== null) return turn.value
  await wantComparison(s, charge)
  return 'later'
}

/** The same, for who holds the charge's lease already. */
export async function compareUnderLease(s: Services, { store, id }: ChargeKey, renew: Renew): Promise<Comparison | null> {
  const account = await stripeAccountOf(s, store)
  const started = await wantComparison(s, { store, id })
  await renew()
  const charge = await s.stripe.getCharge(account, id)
  if (charge === null) {
    await forgetWish(s, { store, id }, started)
    return null
  }
  await renew()
  const refunds = await s.stripe.listRefunds(account, id, renew)
  await renew()
  const disputes = await s.stripe.listDisputes(account, id)
  let changed = await recordCharge(s, store, account, charge)
  const found = await recordFound(s, store, account, refunds, { foundBy: 'reconciliation', fetchedAt: started })
  changed += found.added.length + found.moved.length
  for (const dispute of disputes) changed += await recordDispute(s, store, dispute, started)
  await forgetWish(s, { store, id }, started)
  return { charge, refunds, disputes, changed }
}

/** Keeps in mind that Stripe is to be asked about the charge, whatever happens to this process; returns since when. */
async function wantComparison(s: Services, { store, id }: ChargeKey): Promise<Date> {
  const wanted = await s.db
    .updateTable('charges')
    .set({ compare_wanted_at: databaseMillisecond })
    .where('store', '=', store)
    .where('id', '=', id)
    .returning('compare_wanted_at')
    .executeTakeFirst()
  return wanted?.compare_wanted_at ?? readDatabaseNow(s.db)
}

/** A wish that came after the comparison had started stands. */
async function forgetWish(s: Services, { store, id }: ChargeKey, started: Date): Promise<void> {
  await s.db
    .updateTable('charges')
    .set({ compare_wanted_at: null })
    .where('store', '=', store)
    .where('id', '=', id)
    .where('compare_wanted_at', '<=', started)
    .execute()
}
