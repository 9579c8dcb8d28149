import type { Ctx } from '../context/ctx.ts'
import { deleteIdempotencyKeys, deleteNotifications, emptyEvents } from './purge-queries.ts'

/** How long the bodies of events, callers' idempotency keys and notifications that were delivered or given up are kept, in days: as long as Stripe keeps events. */
const KEPT_DAYS = 30

/** Rows at once, so that no one statement takes long. */
const BATCH = 1_000

/** Deletes what was sent to us and by us and is of no use any more: bodies of events hold customers' names and addresses. */
export async function purgeWhatWasSent({ db }: Pick<Ctx, 'db'>): Promise<void> {
  while ((await emptyEvents(db, KEPT_DAYS, BATCH)) === BATCH);
  while ((await deleteIdempotencyKeys(db, KEPT_DAYS, BATCH)) === BATCH);
  while ((await deleteNotifications(db, KEPT_DAYS, BATCH)) === BATCH);
}
