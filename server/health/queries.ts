/** What is read of the database about its health and its amount of work. */
import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import type { EventRow, RefundRequestRow } from '../database/schema.ts'
import type { RefundStatus } from '../domain/refund-statuses.ts'

interface Counted<S> {
  readonly state: S
  readonly count: number
}

export function countEvents(db: Database): Promise<Counted<EventRow['state']>[]> {
  return db
    .selectFrom('events')
    .select(['state', sql<number>`count(*)`.as('count')])
    .groupBy('state')
    .execute()
}

export function countRefundRequests(db: Database): Promise<Counted<RefundRequestRow['state']>[]> {
  return db
    .selectFrom('refund_requests')
    .select(['state', sql<number>`count(*)`.as('count')])
    .groupBy('state')
    .execute()
}

export function countRefunds(db: Database): Promise<{ readonly status: RefundStatus; readonly count: number }[]> {
  return db
    .selectFrom('payments')
    .select(['status', sql<number>`count(*)`.as('count')])
    .where('kind', '=', 'refund')
    .groupBy('status')
    .execute()
}

/** Open refund requests that were attempted. */
export async function countAttemptedRequests(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom('refund_requests')
    .select(sql<number>`count(*) filter (where attempts > 0)`.as('count'))
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow()
  return count
}

export async function countUnmatchedCharges(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom('charges')
    .select(sql<number>`count(*)`.as('count'))
    .where('assignment', '=', 'unmatched')
    .executeTakeFirstOrThrow()
  return count
}

/** Throws where the tables are missing. */
export async function readAnyStore(db: Database): Promise<void> {
  await db.selectFrom('stores').select('id').limit(1).execute()
}

/** The database's clock, not that of its transaction; undefined where it does not say. */
export async function readClock(db: Database): Promise<Date | undefined> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db)
  return rows[0]?.now
}

/** Writes a large object of these bytes. */
export async function writeBytes(db: Database, bytes: Uint8Array): Promise<void> {
  await sql`select lo_from_bytea(0, ${bytes})`.execute(db)
}

/** How many stores there are. Throws where the database does not answer or has none of our tables. */
export async function countStores(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom('stores')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}
