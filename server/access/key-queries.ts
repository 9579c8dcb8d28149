/** API keys and embed sessions. Both end by the clock that the caller hands in, as the tokens do that sessions are carried in. */
import { sql, type Insertable, type Kysely } from 'kysely'
import type { StoreId } from '../contract/ids.ts'
import type { Database } from '../database/connection.ts'
import type { Schema } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'

type NewKey = Pick<Insertable<Schema['api_keys']>, 'hash' | 'store' | 'hint'>

/** A key as it is kept. */
export interface KeptKey {
  readonly hash: string
  readonly store: StoreId
  readonly expires_at: Date | null
}

/** Keeps a key without an end; false where any store has, or had, a key of this hash. */
export async function insertKey(db: Kysely<Schema>, { hash, store, hint }: NewKey): Promise<boolean> {
  const added = await db
    .insertInto('api_keys')
    .values({ hash, store, hint, expires_at: null })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .executeTakeFirst()
  return added.numInsertedOrUpdatedRows === 1n
}

/** The key of this hash, which must be kept. */
export function readKey(db: Database, hash: string): Promise<KeptKey> {
  return db.selectFrom('api_keys').select(['hash', 'store', 'expires_at']).where('hash', '=', hash).executeTakeFirstOrThrow()
}

/** Those of these hashes whose keys have not ended by `now`. */
export function readLiveKeys(db: Database, hashes: readonly string[], now: Date): Promise<KeptKey[]> {
  return db
    .selectFrom('api_keys')
    .select(['hash', 'store', 'expires_at'])
    .where('hash', 'in', hashes)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
    .execute()
}

/** The store's keys that have not ended by `now`; locked. */
export function lockLiveKeys(tx: Transaction, store: StoreId, now: Date): Promise<{ readonly hash: string; readonly hint: string }[]> {
  return tx
    .selectFrom('api_keys')
    .select(['hash', 'hint'])
    .where('store', '=', store)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
    .forUpdate()
    .execute()
}

export async function endKey(tx: Transaction, hash: string, end: Date): Promise<void> {
  await tx.updateTable('api_keys').set({ expires_at: end }).where('hash', '=', hash).execute()
}

/** Ends the store's keys but that of `hash`; one that ends sooner keeps its end. */
export async function endOtherKeys(tx: Transaction, { store, hash }: Pick<NewKey, 'store' | 'hash'>, end: Date): Promise<void> {
  await tx
    .updateTable('api_keys')
    .set({ expires_at: end })
    .where('store', '=', store)
    .where('hash', '<>', hash)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', end)]))
    .execute()
}

export async function insertSession(db: Database, session: Insertable<Schema['embed_sessions']>): Promise<void> {
  await db.insertInto('embed_sessions').values(session).execute()
}

/** Those of these sessions whose API key has ended by `now`. */
export async function readSessionsOfEndedKeys(db: Database, ids: readonly string[], now: Date): Promise<string[]> {
  const ended = await db
    .selectFrom('embed_sessions')
    .innerJoin('api_keys', 'api_keys.hash', 'embed_sessions.key')
    .select('embed_sessions.id')
    .where('embed_sessions.id', 'in', ids)
    .where('api_keys.expires_at', '<=', now)
    .execute()
  return ended.map(({ id }) => id)
}

export async function deleteExpiredSessions(db: Database, now: Date): Promise<void> {
  await db.deleteFrom('embed_sessions').where('expires_at', '<=', now).execute()
}

/** Those of these origins that a store, or a session which is live at `now`, allows. */
export async function readAllowedOrigins(db: Database, origins: readonly string[], now: Date): Promise<string[]> {
  const { rows } = await sql<{ origin: string }>`
    select origin from unnest(${origins}::text[]) as origin
    where exists (select from stores where origin = any (allowed_origins))
       or exists (select from embed_sessions where origins @> array[origin] and expires_at > ${now})`.execute(db)
  return rows.map(({ origin }) => origin)
}
