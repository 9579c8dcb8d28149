/** Stores, as they are added, listed and locked. */
import { sql, type Insertable, type Updateable } from 'kysely'
import type { StoreId } from '../contract/ids.ts'
import type { Database } from '../database/connection.ts'
import type { Schema, StoreRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'

/** Writes a store that is new; false where its id or its Stripe account is taken. */
export async function insertStore(tx: Transaction, store: Insertable<Schema['stores']>): Promise<boolean> {
  const added = await tx
    .insertInto('stores')
    .values(store)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return added.numInsertedOrUpdatedRows === 1n
}

export function findStore(tx: Transaction, id: StoreId): Promise<StoreRow | undefined> {
  return tx.selectFrom('stores').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function updateStore(tx: Transaction, id: StoreId, columns: Updateable<Schema['stores']>): Promise<void> {
  await tx.updateTable('stores').set(columns).where('id', '=', id).execute()
}

/** Locks a store whose keys are changed, so that two new keys never miss each other; throws where there is none. */
export async function lockStore(tx: Transaction, id: StoreId): Promise<void> {
  await tx.selectFrom('stores').select('id').where('id', '=', id).forNoKeyUpdate().executeTakeFirstOrThrow()
}

export function readStores(db: Database): Promise<StoreRow[]> {
  return db.selectFrom('stores').selectAll().orderBy('id').execute()
}

/** The keys of all stores, the oldest first. */
export function readAllKeys(
  db: Database,
): Promise<{ readonly store: StoreId; readonly hint: string; readonly created_at: Date; readonly expires_at: Date | null }[]> {
  return db.selectFrom('api_keys').select(['store', 'hint', 'created_at', 'expires_at']).orderBy('created_at').execute()
}

/** Whether the store itself allows pages of `origin`. */
export async function isOriginOfStore({ db }: { readonly db: Database }, store: StoreId, origin: string): Promise<boolean> {
  const found = await db
    .selectFrom('stores')
    .select('id')
    .where('id', '=', store)
    .where(sql<boolean>`${origin} = any (allowed_origins)`)
    .executeTakeFirst()
  return found !== undefined
}
