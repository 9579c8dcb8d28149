import { secondsFromNow } from '../database/time.ts'
import type { Services } from './services.ts'

/** Seconds between two reconciliations of a store. */
const RECONCILE_EVERY = 3600

/** Seconds between two of a store whose books are older than Stripe, as after a restore: its refunds wait for one. */
const AFTER_RESTORE_EVERY = 60

/** Stores whose last reconciliation is an hour old or was cut short, new ones, and those that are restored. */
export async function findStoresToReconcile(s: Services): Promise<string[]> {
  const since = new Date(s.clock().getTime() - RECONCILE_EVERY * 1000)
  const stores = await s.db
    .selectFrom('stores')
    .select('id')
    .where(({ not, exists, selectFrom, and, or, eb }) => {
      const finished = selectFrom('reconciliations')
        .select('id')
        .whereRef('reconciliations.store', '=', 'stores.id')
        .where('finished_at', 'is not', null)
      const again = finished.where('begun_at', '>', secondsFromNow(-AFTER_RESTORE_EVERY)).whereRef('begun_at', '>=', 'stores.restored_at')
      return or([not(exists(finished.where('started_at', '>', since))), and([eb('restored_at', 'is not', null), not(exists(again))])])
    })
    .execute()
  return stores.map((store) => store.id)
}
