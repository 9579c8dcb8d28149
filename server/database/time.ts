/** Moments by the database's clock, which all servers share. */
import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { Schema } from './schema.ts'

export const databaseNow: RawBuilder<Date> = sql<Date>`now()`

/** The same, cut to the milliseconds that a `Date` keeps, so that what is stored equals what is read. */
export const databaseMillisecond: RawBuilder<Date> = sql<Date>`date_trunc('milliseconds', now())`

/** This moment. Fetches from Stripe are ordered by it, whichever server makes them. */
export async function readDatabaseNow(db: Kysely<Schema>): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select ${databaseMillisecond} as now`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('PostgreSQL did not answer the time')
  return row.now
}

/** The same from the moment of this statement, which in a transaction that waited for locks is later than its own. */
export function secondsFromStatement(seconds: number): RawBuilder<Date> {
  return sql<Date>`statement_timestamp() + make_interval(secs => ${seconds})`
}

export function secondsFromNow(seconds: number): RawBuilder<Date> {
  return sql<Date>`now() + make_interval(secs => ${seconds})`
}
