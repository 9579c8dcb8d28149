/**
 * A clock of a database's own: a `now()` and a `statement_timestamp()` that are found before PostgreSQL's. It runs as PostgreSQL's does until a test
 * lets it run ahead, or stand still. Whatever is connected by `withClock` has it, defaults of columns too.
 */
import { sql, type Kysely } from 'kysely'
import { connect } from '../../server/database/connection.ts'
import type { Schema } from '../../server/database/schema.ts'

/** Lays out the clock in an empty database, before its tables. */
export async function layOutClock(url: string): Promise<void> {
  const { db, close } = connect({ url, maxConnections: 1, onError: () => {} })
  await sql`
    create schema clock;
    create table clock.setting (stands_at timestamptz, ahead interval not null default interval '0');
    insert into clock.setting default values;
    create function clock.now() returns timestamptz language sql stable
      as 'select coalesce(stands_at, pg_catalog.now() + ahead) from clock.setting';
    create function clock.statement_timestamp() returns timestamptz language sql stable
      as 'select coalesce(stands_at, pg_catalog.statement_timestamp() + ahead) from clock.setting';
  `.execute(db)
  await close()
}

/** The address by which a database that has such a clock goes by it, with more settings for its sessions. */
export function withClock(connectionString: string, ...settings: readonly string[]): string {
  const url = new URL(connectionString)
  url.searchParams.set('options', ['search_path=public,clock,pg_catalog', ...settings].map((setting) => `-c ${setting}`).join(' '))
  return url.href
}

/** Lets it stand still; null lets it run again. */
export async function standAt(db: Kysely<Schema>, now: Date | null): Promise<void> {
  await sql`update clock.setting set stands_at = ${now}`.execute(db)
}

/** Lets it be so many milliseconds ahead of PostgreSQL's while it runs. */
export async function runAhead(db: Kysely<Schema>, milliseconds: number): Promise<void> {
  await sql`update clock.setting set ahead = make_interval(secs => ${milliseconds / 1000})`.execute(db)
}
