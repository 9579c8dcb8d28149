/** Reconciliations of a store: where one stands, so that it can go on after a stop, and what it found. */
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table reconciliations (
    id bigint generated always as identity primary key,
    store text not null references stores,
    started_at timestamptz not null,
    -- Stripe's objects created since are read; null reads all there is.
    since timestamptz,
    phase text not null,
    after text,
    report jsonb not null,
    finished_at timestamptz
  )`.execute(db)
  await sql`create index reconciliations_of_store on reconciliations (store, started_at)`.execute(db)
}
