/** Whether a store may refund: what stops its refunds and lets them go on. */
import { sql } from 'kysely'
import type { StripeRight } from '../contract/choices.ts'
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
interface FoundRefund {
  readonly id: RefundId
  readonly charge: ChargeId
  readonly request: string | null
}

/** Those ids of these refunds, their requests and their charges by which they are known: recorded, requested here, or foreign. */
export async function knownIds(db: Database, store: StoreId, refunds: readonly FoundRefund[]): Promise<ReadonlySet<string | null>> {
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

/** Whether there is any key that is not accepted, or lacks a right: mostly there is none. */
export async function isAnyKeyInTrouble(db: Database): Promise<boolean> {
  const { rows } = await sql<{ trouble: boolean }>`
    select exists (select from stores where stripe_key_refused_at is not null) or exists (select from missing_rights) as trouble
  `.execute(db)
  return rows[0]?.trouble === true
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

/** The key of this account lacks the right; returns the stores of which that was not known. */
export async function setRightMissing(tx: Transaction, account: AccountId | null, right: StripeRight): Promise<StoreId[]> {
  const added = await tx
    .insertInto('missing_rights')
    .columns(['store', 'stripe_right'])
    .expression((all) =>
      all
        .selectFrom('stores')
        .select(['id', sql<StripeRight>`${right}`.as('stripe_right')])
        .where('stripe_account', 'is not distinct from', account),
    )
    .onConflict((known) => known.columns(['store', 'stripe_right']).doNothing())
    .returning('store')
    .execute()
  return added.map(({ store }) => store)
}

/** Rights that a key lacks and that were last tried `every` seconds ago, `limit` at most, for the caller to try. */
export function takeMissingRights(db: Database, every: number, limit: number): Promise<MissingRight[]> {
  return db
    .updateTable('missing_rights')
    .from('stores')
    .set({ tried_at: databaseNow })
    .whereRef('stores.id', '=', 'missing_rights.store')
    .where(({ refTuple, selectFrom, eb }) =>
      eb(
        refTuple('missing_rights.store', 'missing_rights.stripe_right'),
        'in',
        selectFrom('missing_rights')
          .select(['store', 'stripe_right'])
          .where('tried_at', '<=', secondsFromNow(-every))
          .orderBy('tried_at')
          .limit(limit)
          .forUpdate()
          .skipLocked()
          .$asTuple('store', 'stripe_right'),
      ),
    )
    .returning(['missing_rights.store', 'missing_rights.stripe_right as right', 'stores.stripe_account as account'])
    .execute()
}

export interface MissingRight {
  readonly store: StoreId
  readonly account: AccountId | null
  readonly right: StripeRight
}

/** Since when it was missing; undefined where it no longer was. */
export async function clearRightMissing(tx: Transaction, { store, right }: Omit<MissingRight, 'account'>): Promise<Date | undefined> {
  const cleared = await tx
    .deleteFrom('missing_rights')
    .where('store', '=', store)
    .where('stripe_right', '=', right)
    .returning('missing_since')
    .executeTakeFirst()
  return cleared?.missing_since
}

/** What reconciliations could not read since then is read by the next: those that ended meanwhile do not count. */
export async function forgetReconciliations(tx: Transaction, store: StoreId, since: Date): Promise<void> {
  await tx
    .deleteFrom('reconciliations')
    .where('store', '=', store)
    .where((where) => where.or([where('finished_at', 'is', null), where('finished_at', '>=', since)]))
    .execute()
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
