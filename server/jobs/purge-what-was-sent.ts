import type { Ctx } from '../context/ctx.ts'
import { deleteIdempotencyKeys, emptyEvents } from './purge-queries.ts'

/** How long the bodies of events and callers' idempotency keys are kept, in days: as long as Stripe keeps events. */
const KEPT_DAYS = 30

/** Rows at once, so that no one statement takes long. */
const BATCH = 1_000

/** Deletes what was sent to us and is of no use any more: bodies of events hold customers' names and addresses. */
export async function purgeWhatWasSent({ db }: Pick<Ctx, 'db'>): Promise<void> {
  while ((await emptyEvents(db, KEPT_DAYS, BATCH)) === BATCH);
  while ((await deleteIdempotencyKeys(db, KEPT_DAYS, BATCH)) === BATCH);
}
