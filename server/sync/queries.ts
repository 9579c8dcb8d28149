/** Leases, by which calls to Stripe about one charge never overlap, and what else syncing reads and writes. Times by the database's clock. */
import type { ChargeId, InvoiceId, PaymentId, StoreId } from '../contract/ids.ts'
import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import type { InvoiceRow } from '../database/schema.ts'
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

export async function giveLeaseBack(db: Database, store: StoreId, charge: ChargeId, token: string): Promise<void> {
  await db
    .updateTable('charges')
    .set({ lease: null, lease_until: null })
    .where('store', '=', store)
    .where('id', '=', charge)
    .where('lease', '=', token)
    .execute()
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

/** Whether a charge of the payment intent is ours. */
export async function hasClaimedCharge(db: Database, store: StoreId, intent: string): Promise<boolean> {
  const charge = await db
    .selectFrom('charges')
    .select('id')
    .where('store', '=', store)
    .where('payment_intent', '=', intent)
    .where('assignment', '<>', 'foreign')
    .executeTakeFirst()
  return charge !== undefined
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
