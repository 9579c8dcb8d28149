/** Which stores are to be reconciled, and who does it: one process at a time for each, until it is done or says nothing for a minute. */
import type { StoreId } from '../contract/ids.ts'
import { databaseNow, secondsFromNow } from '../database/time.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/** Seconds between two reconciliations of a store. */
const RECONCILE_EVERY = 3600

/** Seconds between two of a store whose books are older than Stripe, as after a restore: its refunds wait for one. */
const AFTER_RESTORE_EVERY = 60

/** How long a process has a store without saying that it goes on, in seconds. */
const TAKEN_FOR = 60

/**
 * Takes stores whose last reconciliation is an hour old or was cut short, new ones, and those that are restored: `limit` at
 * most, and none that another process has.
 */
export async function takeDueStores(ctx: GatewayCtx, by: string, limit: number): Promise<readonly StoreId[]> {
  const stores = await ctx.db
    .updateTable('stores')
    .set({ reconciled_by: by, reconciled_until: secondsFromNow(TAKEN_FOR) })
    .where('id', 'in', (all) =>
      all
        .selectFrom('stores')
        .select('id')
        .where(({ not, exists, selectFrom, and, or, eb }) => {
          const finished = selectFrom('reconciliations')
            .select('id')
            .whereRef('reconciliations.store', '=', 'stores.id')
            .where('finished_at', 'is not', null)
          const again = finished
            .where('started_at', '>', secondsFromNow(-AFTER_RESTORE_EVERY))
            .whereRef('started_at', '>=', 'stores.restored_at')
          return or([
            not(exists(finished.where('started_at', '>', secondsFromNow(-RECONCILE_EVERY)))),
            and([eb('restored_at', 'is not', null), not(exists(again))]),
          ])
        })
        .where(({ or, eb }) => or([eb('reconciled_until', 'is', null), eb('reconciled_until', '<=', databaseNow)]))
        .orderBy('id')
        .limit(limit)
        .forNoKeyUpdate()
        .skipLocked(),
    )
    .returning('id')
    .execute()
  return stores.map((store) => store.id)
}

/** Says that the store is still being reconciled; false where another process has it by now. */
export async function keepStore({ db }: GatewayCtx, store: StoreId, by: string): Promise<boolean> {
  const kept = await db
    .updateTable('stores')
    .set({ reconciled_until: secondsFromNow(TAKEN_FOR) })
    .where('id', '=', store)
    .where('reconciled_by', '=', by)
    .executeTakeFirst()
  return kept.numUpdatedRows > 0n
}

export async function giveStoreBack({ db }: GatewayCtx, store: StoreId, by: string): Promise<void> {
  await db
    .updateTable('stores')
    .set({ reconciled_by: null, reconciled_until: null })
    .where('id', '=', store)
    .where('reconciled_by', '=', by)
    .execute()
}
