/** What nobody needs any more is deleted. */
import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { secondsFromNow } from '../database/time.ts'

const DAY = 24 * 3600

/** Foreign charges that were seen so many days ago; none that somebody calls Stripe about now. */
export async function deleteForeignCharges(db: Database, days: number): Promise<void> {
  await db
    .deleteFrom('charges')
    .where('assignment', '=', 'foreign')
    .where('seen_at', '<', secondsFromNow(-days * DAY))
    .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<', sql<Date>`now()`)]))
    .execute()
}

/** Empties the bodies of events that came so many days ago, `limit` at most; returns of how many. */
export async function emptyEvents(db: Database, days: number, limit: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update events set payload = '' where (account, id) in (
      select account, id from events where payload <> '' and received_at < ${secondsFromNow(-days * DAY)} limit ${limit} for update skip locked
    )`.execute(db)
  return Number(numAffectedRows)
}

/** Deletes idempotency keys that were taken so many days ago, `limit` at most; returns how many. */
export async function deleteIdempotencyKeys(db: Database, days: number, limit: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from idempotency_keys where (store, invoice, digest) in (
      select store, invoice, digest from idempotency_keys where taken_at < ${secondsFromNow(-days * DAY)} limit ${limit}
    )`.execute(db)
  return Number(numAffectedRows)
}

/** Deletes notifications that were delivered or given up so many days ago, `limit` at most; returns how many. */
export async function deleteNotifications(db: Database, days: number, limit: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from notifications where id in (select id from notifications where ended_at < ${secondsFromNow(-days * DAY)} limit ${limit})`.execute(
    db,
  )
  return Number(numAffectedRows)
}
