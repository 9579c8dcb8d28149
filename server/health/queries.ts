/** What is read of the database about its health and its amount of work. */
import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { prepared } from '../database/prepared.ts'
import type { RefundStatus } from '../domain/refund-statuses.ts'

/** What is waited for, or has gone wrong. */
export interface OpenWork {
  readonly events: Readonly<Record<'waiting' | 'dead', number>>
  /** Seconds that the event which waits for longest is overdue; 0 where none is. */
  readonly eventsOverdue: number
  readonly openRefundRequests: number
  /** Open refund requests that were attempted, whatever Stripe answered. */
  readonly unknownRefundRequests: number
  readonly refunds: Readonly<Record<Exclude<RefundStatus, 'succeeded'>, number>>
  readonly unmatchedCharges: number
}

interface OpenWorkRow {
  readonly waiting: number
  readonly dead: number
  readonly overdue: number
  readonly open: number
  readonly unknown: number
  readonly refunds: Partial<Record<RefundStatus, number>> | null
  readonly unmatched: number
}

/** What waits in the inbox, by the indexes of those that are applied alone and together. */
export const WAITING_EVENTS = `(
  select next_attempt_at, received_at from events where state = 'waiting' and alone
  union all
  select next_attempt_at, received_at from events where state = 'waiting' and not alone
) as waiting_events`

const openWork = prepared<OpenWorkRow>(
  'count_open_work',
  `select
    (select count(*) from ${WAITING_EVENTS}) as waiting,
    (select count(*) from events where state = 'dead') as dead,
    (select greatest(0, extract(epoch from now() - min(next_attempt_at)))::float8 from ${WAITING_EVENTS}) as overdue,
    (select count(*) from refund_requests where state = 'open') as open,
    (select count(*) from refund_requests where state = 'open' and attempts > 0) as unknown,
    (select json_object_agg(status, many) from (
      select status, count(*) as many from payments where kind = 'refund' and status <> 'succeeded' group by status
    ) as refunds) as refunds,
    (select count(*) from charges where assignment = 'unmatched') as unmatched`,
)

export async function countOpenWork(db: Database): Promise<OpenWork> {
  const [row] = await openWork(db)
  if (row === undefined) throw new Error('PostgreSQL did not count')
  return {
    events: { waiting: row.waiting, dead: row.dead },
    eventsOverdue: row.overdue,
    openRefundRequests: row.open,
    unknownRefundRequests: row.unknown,
    refunds: { pending: 0, requires_action: 0, failed: 0, canceled: 0, ...row.refunds },
    unmatchedCharges: row.unmatched,
  }
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
