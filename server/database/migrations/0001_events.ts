/** What came from Stripe and how far a store was compared with it: the inbox, and the runs of reconciliations. */
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table events (
    account text not null,
    id text not null,
    store text not null references stores,
    type text not null,
    charge text,
    payload text not null,
    state text not null default 'waiting' check (state in ('waiting', 'applied', 'dead')),
    received_at timestamptz not null default now(),
    attempts integer not null default 0,
    -- How often it could not be applied although Stripe could be read; what only waited for Stripe is no failure.
    failures integer not null default 0,
    next_attempt_at timestamptz not null,
    last_error text,
    applied_at timestamptz,
    -- Who is applying it, until its next attempt is due.
    claimed_by text,
    -- It is applied by itself, as it asks Stripe or could not be applied together with others.
    alone boolean not null default false,
    primary key (account, id)
  )`,
  // One index serves each question: while nothing waits, PostgreSQL plans to find an event by any that does, and keeps to it when
  // thousands wait. So there is none on next_attempt_at alone, and those of a charge are in one that no queue can use.
  `create index events_due_together on events (store, next_attempt_at) where state = 'waiting' and not alone`,
  `create index events_due_alone on events (store, next_attempt_at) where state = 'waiting' and alone`,
  `create index events_due_of_charge on events (store, charge, next_attempt_at) where state = 'waiting' and charge is not null`,
  // The body of an event is empty once it is deleted.
  `create index events_with_body on events (received_at) where payload <> ''`,
  `create index events_dead on events (store) where state = 'dead'`,

  `create table reconciliations (
    id bigint generated always as identity primary key,
    store text not null references stores,
    started_at timestamptz not null default now(),
    -- The newest entry of the audit log when it began.
    audited_before bigint not null default 0,
    -- Stripe's objects created since are read; null reads all there is.
    since timestamptz,
    phase text not null,
    after text,
    report jsonb not null,
    finished_at timestamptz
  )`,
  `create index reconciliations_of_store on reconciliations (store, started_at)`,
]
