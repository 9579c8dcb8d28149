/** Leases: calls to Stripe about one charge never overlap, whichever process makes them. Times by the database's clock. */
import type { ChargeId, StoreId } from '../contract/ids.ts'
import { sql, type Kysely } from 'kysely'
import type { Schema } from '../database/schema.ts'
import { secondsFromStatement } from '../database/time.ts'

/** How long a lease lasts, in seconds: one call with its timeout, and a little. */
const LASTS = 15

/** Takes the charge's lease, or extends it where `token` has it already; false while another has it. */
export async function takeLease(db: Kysely<Schema>, store: StoreId, charge: ChargeId, token: string): Promise<boolean> {
  const taken = await db
    .updateTable('charges')
    .set({ lease: token, lease_until: secondsFromStatement(LASTS) })
    .where('store', '=', store)
    .where('id', '=', charge)
    .where((where) => where.or([where('lease', 'is', null), where('lease', '=', token), where('lease_until', '<', sql<Date>`now()`)]))
    .executeTakeFirst()
  return taken.numUpdatedRows > 0n
}

export async function giveLeaseBack(db: Kysely<Schema>, store: StoreId, charge: ChargeId, token: string): Promise<void> {
  await db
    .updateTable('charges')
    .set({ lease: null, lease_until: null })
    .where('store', '=', store)
    .where('id', '=', charge)
    .where('lease', '=', token)
    .execute()
}

/** Reads only, and waits for no lock. */
export async function isLeaseFree(db: Kysely<Schema>, store: StoreId, charge: ChargeId): Promise<boolean> {
  const row = await db
    .selectFrom('charges')
    .select(sql<boolean>`lease is null or lease_until < now()`.as('free'))
    .where('store', '=', store)
    .where('id', '=', charge)
    .executeTakeFirst()
  return row?.free === true
}
