import type { Services } from './services.ts'

/** Seconds between two reconciliations of a store. */
const RECONCILE_EVERY = 3600

/** Stores whose last reconciliation is an hour old or was cut short, and new ones. */
export async function findStoresToReconcile(s: Services): Promise<string[]> {
  const since = new Date(s.clock().getTime() - RECONCILE_EVERY * 1000)
  const stores = await s.db
    .selectFrom('stores')
    .select('id')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('reconciliations')
            .select('id')
            .whereRef('reconciliations.store', '=', 'stores.id')
            .where('started_at', '>', since)
            .where('finished_at', 'is not', null),
        ),
      ),
    )
    .execute()
  return stores.map((store) => store.id)
}
