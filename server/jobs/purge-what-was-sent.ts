import { sql } from 'kysely'
import { secondsFromNow } from '../database/time.ts'
import type { Ctx } from '../context/ctx.ts'

/** How long the bodies of events and callers' idempotency keys are kept, in days: as long as Stripe keeps events. */
const KEPT_DAYS = 30

/** Rows at once, so that no one statement takes long. */
const BATCH = 1_000

/** Deletes what was sent to us and is of no use any more: bodies of events hold customers' names and addresses. */
export async function purgeWhatWasSent({ db }: Pick<Ctx, 'db'>): Promise<void> {
  const before = secondsFromNow(-KEPT_DAYS * 24 * 3600)
  for (let emptied = BATCH; emptied === BATCH;) {
    const result = await sql`
      update events set payload = '' where (account, id) in (
        select account, id from events where payload <> '' and received_at < ${before} limit ${BATCH} for update skip locked
      )`.execute(db)
    emptied = Number(result.numAffectedRows ?? 0n)
  }
  for (let deleted = BATCH; deleted === BATCH;) {
    const result = await sql`
      delete from idempotency_keys where (store, invoice, digest) in (
        select store, invoice, digest from idempotency_keys where taken_at < ${before} limit ${BATCH}
      )`.execute(db)
    deleted = Number(result.numAffectedRows ?? 0n)
  }
}
