/** Moments by the database's clock, which all servers share. */
import { sql, type RawBuilder } from 'kysely'

export const databaseNow: RawBuilder<Date> = sql<Date>`now()`

export function secondsFromNow(seconds: number): RawBuilder<Date> {
  return sql<Date>`now() + make_interval(secs => ${seconds})`
}
