/** How far behind the work is, by the indexes of what is due: cheap however large the tables are. */
import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { WAITING_EVENTS } from './queries.ts'

export interface DueLags {
  readonly dueFor: number | null
  readonly refundOpenFor: number | null
  readonly eventWaitsFor: number | null
  readonly reconciledBefore: number | null
  readonly deadEvents: number
  readonly attentionItems: number
  readonly databaseUpFor: number
}

/** All in seconds by the database's clock, null where there is nothing of the kind. */
export async function readDueLags(db: Database): Promise<DueLags> {
  const { rows } = await sql<DueLags>`
    select
      extract(epoch from now() - least(
        (select min(next_attempt_at) from ${sql.raw(WAITING_EVENTS)}),
        (select min(next_attempt_at) from refund_requests where state = 'open'),
        (select min(compare_wanted_at) from charges where compare_wanted_at is not null)
      ))::float8 as "dueFor",
      (select extract(epoch from now() - min(reserved_at))::float8 from refund_requests where state = 'open' and attempts > 0) as "refundOpenFor",
      (select extract(epoch from now() - min(received_at))::float8 from ${sql.raw(WAITING_EVENTS)}) as "eventWaitsFor",
      (
        select extract(epoch from now() - min(greatest(stores.created_at, done.finished_at)))::float8 from stores
        left join lateral (
          select finished_at from reconciliations where reconciliations.store = stores.id and finished_at is not null
          order by started_at desc limit 1
        ) as done on true
      ) as "reconciledBefore",
      (select count(*) from events where state = 'dead')::int as "deadEvents",
      (select count(*) from attention_items where resolved_at is null and acknowledged_at is null)::int as "attentionItems",
      extract(epoch from clock_timestamp() - pg_postmaster_start_time())::float8 as "databaseUpFor"
  `.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('PostgreSQL did not answer what is due')
  return { ...row, dueFor: row.dueFor === null || row.dueFor < 0 ? null : row.dueFor }
}

export interface ServerFacts {
  /** As PostgreSQL writes it, such as 150018. */
  readonly version: number
  /** Bytes. */
  readonly size: number
  readonly isReadOnly: boolean
  readonly now: Date
  readonly stores: number
}

/** Of a database that may lack our tables: then there is no store. */
export async function readServerFacts(db: Database): Promise<Omit<ServerFacts, 'stores'>> {
  const { rows } = await sql<Omit<ServerFacts, 'stores'>>`
    select current_setting('server_version_num')::int as version, pg_database_size(current_database()) as size,
      pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as "isReadOnly", clock_timestamp() as now
  `.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('PostgreSQL did not answer what it is')
  return row
}

/** The stores' accounts and modes, for what has to fit them. */
export function readStoreAccounts(
  db: Database,
): Promise<{ readonly id: string; readonly stripe_account: string | null; readonly livemode: boolean }[]> {
  return db.selectFrom('stores').select(['id', 'stripe_account', 'livemode']).orderBy('id').execute()
}
