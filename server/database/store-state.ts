import type { AccountId, StoreId } from '../contract/ids.ts'
import { sql, type Kysely } from 'kysely'
import { prepared } from './prepared.ts'
import type { Schema } from './schema.ts'

/**
 * Names the database and the PostgreSQL that serves it: another after a restart, a failover, and where a backup was
 * restored as a new database. It can't notice a backup that was loaded into the same database while PostgreSQL ran on.
 */
const SERVED_DATABASE = `(select oid || ' ' || pg_postmaster_start_time() from pg_database where datname = current_database())`

/** Whether the key of the store in the query may refund, as far as is known. */
export const KEY_MAY_REFUND = `not exists (
  select from missing_rights where missing_rights.store = stores.id and stripe_right = 'refunds.create'
)`
export const keyMayRefund = sql<boolean>`${sql.raw(KEY_MAY_REFUND)}`

/** What may stop the refunds of a store. */
export interface StoreState {
  readonly account: AccountId | null
  /** Since when the books are known to be older than Stripe. */
  readonly restoredAt: Date | null
  /** Since when Stripe does not accept the key. */
  readonly keyRefusedAt: Date | null
  /** Whether the key may refund, as far as is known. */
  readonly mayRefund: boolean
  readonly database: string
}

const readState = prepared<StoreState>(
  'read_store_state',
  `select stripe_account as account, restored_at as "restoredAt", stripe_key_refused_at as "keyRefusedAt",
    ${KEY_MAY_REFUND} as "mayRefund", ${SERVED_DATABASE} as database
  from stores where id = $1`,
)

export async function readStoreState(db: Kysely<Schema>, store: StoreId): Promise<StoreState> {
  const [state] = await readState(db, store)
  if (state === undefined) throw new Error(`There is no store ${store}`)
  return state
}
