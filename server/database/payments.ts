import type { ChargeId, StoreId } from '../contract/ids.ts'
import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** The id of a charge's own row, the one that its refunds point at; undefined where the charge has none (yet). */
export async function rowOfCharge(db: Kysely<Schema>, store: StoreId, charge: ChargeId): Promise<string | undefined> {
  const row = await db
    .selectFrom('payments')
    .select('id')
    .where('store', '=', store)
    .where('charge', '=', charge)
    .where('kind', '=', 'charge')
    .executeTakeFirst()
  return row?.id
}
