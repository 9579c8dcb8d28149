import { secondsFromNow } from '../database/time.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/** Seconds between two reconciliations of a store. */
const RECONCILE_EVERY = 3600

/** Seconds between two of a store whose books are older than Stripe, as after a restore: its refunds wait for one. */
const AFTER_RESTORE_EVERY = 60

/** Stores whose last reconciliation is an hour old or was cut short, new ones, and those that are restored. */
export async function findStoresToReconcile(ctx: GatewayCtx): Promise<string[]> {
  const stores = await ctx.db
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
    .execute()
  return stores.map((store) => store.id)
}
