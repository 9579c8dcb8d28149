/** Whether a store may refund: what stops its refunds and lets them go on. */
import type { AccountId, ChargeId, RefundId, StoreId } from '../contract/ids.ts'
import type { Database } from '../database/connection.ts'
import type { StoreRow } from '../database/schema.ts'
import { databaseMillisecond, databaseNow, secondsFromNow } from '../database/time.ts'
import type { Transaction } from '../database/transactions.ts'

export async function storeIds(db: Database): Promise<StoreId[]> {
  const stores = await db.selectFrom('stores').select('id').orderBy('id').execute()
  return stores.map(({ id }) => id)
}

/** A refund of Stripe's, and what it names. */
interface NamingRefund {
  readonly id: RefundId
  readonly charge: ChargeId
  readonly request: string | null
}

/** Those ids of these refunds, their requests and their charges by which they are known: recorded, requested here, or foreign. */
export async function knownIds(db: Database, store: StoreId, refunds: readonly NamingRefund[]): Promise<ReadonlySet<string | null>> {
  const requests = await db
    .selectFrom('refund_requests')
    .select('id')
    .where('store', '=', store)
    .where(
      'id',
      'in',
      refunds.flatMap(({ request }) => request ?? []),
    )
    .execute()
  const rows = await db
    .selectFrom('payments')
    .select('refund')
    .where('store', '=', store)
    .where(
      'refund',
      'in',
      refunds.map(({ id }) => id),
    )
    .execute()
  const foreign = await db
    .selectFrom('charges')
    .select('id')
    .where('store', '=', store)
    .where('assignment', '=', 'foreign')
    .where(
      'id',
      'in',
      refunds.map(({ charge }) => charge),
    )
    .execute()
  return new Set([...requests.map(({ id }) => id), ...rows.map(({ refund }) => refund), ...foreign.map(({ id }) => id)])
}

/** The store's books are older than Stripe; false where that is known already. */
export async function setRestored(tx: Transaction, store: StoreId): Promise<boolean> {
  const stopped = await tx
    .updateTable('stores')
    .set({ restored_at: databaseMillisecond })
    .where('id', '=', store)
    .where('restored_at', 'is', null)
    .executeTakeFirst()
  return stopped.numUpdatedRows > 0n
}

/** The key of this account is refused; returns the stores of which that was not known. */
export async function setKeyRefused(tx: Transaction, account: AccountId | null): Promise<StoreId[]> {
  const stopped = await tx
    .updateTable('stores')
    .set({ stripe_key_refused_at: databaseMillisecond, stripe_key_tried_at: databaseNow })
    .where('stripe_account', 'is not distinct from', account)
    .where('stripe_key_refused_at', 'is', null)
    .returning('id')
    .execute()
  return stopped.map(({ id }) => id)
}

/** Stores with a refused key that was last tried `every` seconds ago, `limit` at most, for the caller to try. */
export function takeRefusedKeys(db: Database, every: number, limit: number): Promise<Pick<StoreRow, 'id' | 'stripe_account'>[]> {
  return db
    .updateTable('stores')
    .set({ stripe_key_tried_at: databaseNow })
    .where('id', 'in', (stores) =>
      stores
        .selectFrom('stores')
        .select('id')
        .where('stripe_key_refused_at', 'is not', null)
        .where('stripe_key_tried_at', '<=', secondsFromNow(-every))
        .orderBy('stripe_key_tried_at')
        .limit(limit)
        .forNoKeyUpdate()
        .skipLocked(),
    )
    .returning(['id', 'stripe_account'])
    .execute()
}

export async function clearKeyRefused(tx: Transaction, store: StoreId): Promise<void> {
  await tx.updateTable('stores').set({ stripe_key_refused_at: null, stripe_key_tried_at: null }).where('id', '=', store).execute()
}

/** The store's open refund requests are due at once; one that is locked is being worked on. */
export async function makeRequestsDue(db: Database, store: StoreId): Promise<void> {
  await db
    .updateTable('refund_requests')
    .set({ next_attempt_at: databaseNow })
    .where('id', 'in', (all) =>
      all
        .selectFrom('refund_requests')
        .select('id')
        .where('store', '=', store)
        .where('state', '=', 'open')
        .orderBy('id')
        .forNoKeyUpdate()
        .skipLocked(),
    )
    .execute()
}
