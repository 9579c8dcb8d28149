/** Leases, by which calls to Stripe about one charge never overlap, and what else syncing reads and writes. Times by the database's clock. */
import type { ChargeId, InvoiceId, PaymentId, StoreId } from '../contract/ids.ts'
import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { prepared, preparedWrite } from '../database/prepared.ts'
import type { InvoiceRow } from '../database/schema.ts'
import { inLockOrder, storeArrays, storeKey, type OfStore } from '../database/store-key.ts'
import type { Transaction } from '../database/transactions.ts'
import { databaseMillisecond, databaseNow, readDatabaseNow, secondsFromNow, secondsFromStatement } from '../database/time.ts'
import { LEASE_LASTS } from '../domain/time-limits.ts'
import type { ChargeKey } from './lease.ts'

/** Takes the charge's lease, or extends it where `token` has it already; false while another has it. */
export async function takeLease(db: Database, store: StoreId, charge: ChargeId, token: string): Promise<boolean> {
  const taken = await db
    .updateTable('charges')
    .set({ lease: token, lease_until: secondsFromStatement(LEASE_LASTS) })
    .where('store', '=', store)
    .where('id', '=', charge)
    .where((where) => where.or([where('lease', 'is', null), where('lease', '=', token), where('lease_until', '<', sql<Date>`now()`)]))
    .executeTakeFirst()
  return taken.numUpdatedRows > 0n
}

const giveBack = preparedWrite(
  'give_lease_back',
  `update charges set lease = null, lease_until = null where store = $1 and id = $2 and lease = $3`,
)

export async function giveLeaseBack(db: Database, store: StoreId, charge: ChargeId, token: string): Promise<void> {
  await giveBack(db, store, charge, token)
}

/** Reads only, and waits for no lock. */
export async function isLeaseFree(db: Database, store: StoreId, charge: ChargeId): Promise<boolean> {
  const row = await db
    .selectFrom('charges')
    .select(sql<boolean>`lease is null or lease_until < now()`.as('free'))
    .where('store', '=', store)
    .where('id', '=', charge)
    .executeTakeFirst()
  return row?.free === true
}

/** Has the charge compared with Stripe, whatever happens to this process; returns since when. */
export async function markForComparison(db: Database, { store, id }: ChargeKey): Promise<Date> {
  const wanted = await db
    .updateTable('charges')
    .set({ compare_wanted_at: databaseMillisecond })
    .where('store', '=', store)
    .where('id', '=', id)
    .returning('compare_wanted_at')
    .executeTakeFirst()
  return wanted?.compare_wanted_at ?? readDatabaseNow(db)
}

export async function isComparisonDue(db: Database, { store, id }: ChargeKey): Promise<boolean> {
  const due = await db
    .selectFrom('charges')
    .select('id')
    .where('store', '=', store)
    .where('id', '=', id)
    .where('compare_wanted_at', '<=', databaseNow)
    .executeTakeFirst()
  return due !== undefined
}

/** One that is due is due again in `seconds`. */
export async function postponeComparison(db: Database, { store, id }: ChargeKey, seconds: number): Promise<void> {
  await db
    .updateTable('charges')
    .set({ compare_wanted_at: secondsFromNow(seconds) })
    .where('store', '=', store)
    .where('id', '=', id)
    .where('compare_wanted_at', '<=', databaseNow)
    .execute()
}

/** One that was wanted after the comparison had started is still wanted. */
export async function clearComparison(db: Database, { store, id }: ChargeKey, started: Date): Promise<void> {
  await db
    .updateTable('charges')
    .set({ compare_wanted_at: null })
    .where('store', '=', store)
    .where('id', '=', id)
    .where('compare_wanted_at', '<=', started)
    .execute()
}

const claimed = prepared<OfStore>(
  'find_claimed_intents',
  `select distinct charges.store, charges.payment_intent as id from unnest($1::text[], $2::text[]) as wanted(store, intent)
  join charges on charges.store = wanted.store and charges.payment_intent = wanted.intent and charges.assignment <> 'foreign'`,
)

/** Those of these payment intents of which a charge is ours, by their keys. */
export async function claimedIntents(db: Database, intents: readonly OfStore[]): Promise<ReadonlySet<string>> {
  return new Set(intents.length === 0 ? [] : (await claimed(db, ...storeArrays(intents))).map(storeKey))
}

const clearLater = preparedWrite(
  'clear_later_comparisons',
  `update charges set compare_wanted_at = null from unnest($1::text[], $2::text[]) as done(store, id)
  where charges.store = done.store and charges.id = done.id and compare_wanted_at > now()`,
)

/** These charges need not be compared later any more; what is wanted now is. */
export async function clearLaterComparisons(db: Database, charges: readonly OfStore[]): Promise<void> {
  if (charges.length > 0) await clearLater(db, ...storeArrays(inLockOrder(charges)))
}

/** Whether a charge of the payment intent is ours. */
export async function hasClaimedCharge(db: Database, store: StoreId, intent: string): Promise<boolean> {
  return (await claimedIntents(db, [{ store, id: intent }])).size > 0
}

const want = preparedWrite(
  'want_comparisons',
  `update charges set compare_wanted_at = date_trunc('milliseconds', now())
  from unnest($1::text[], $2::text[]) as wanted(store, id) where charges.store = wanted.store and charges.id = wanted.id`,
)

/** Leaves the comparison of these charges to due work. */
export async function wantComparisons(tx: Transaction, charges: readonly OfStore[]): Promise<void> {
  if (charges.length > 0) await want(tx, ...storeArrays(inLockOrder(charges)))
}

/** What an import has to agree with. */
export function findInvoiceTerms(
  db: Database,
  store: StoreId,
  invoice: InvoiceId,
): Promise<Pick<InvoiceRow, 'status' | 'currency'> | undefined> {
  return db.selectFrom('invoices').select(['status', 'currency']).where('store', '=', store).where('id', '=', invoice).executeTakeFirst()
}

/** The row of the charge on this invoice; undefined where it has none there. */
export async function findPaymentOf(db: Database, store: StoreId, invoice: InvoiceId, charge: ChargeId): Promise<PaymentId | undefined> {
  const row = await db
    .selectFrom('payments')
    .select('id')
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('charge', '=', charge)
    .where('kind', '=', 'charge')
    .executeTakeFirst()
  return row?.id
}
