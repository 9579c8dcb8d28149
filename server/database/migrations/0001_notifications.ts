/** Whom a store's changes are told, and the outbox: what is still to be told, written with the change itself. */
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table endpoints (
    id text primary key,
    store text not null references stores,
    url text not null,
    -- Signs; the one before it signs too until its end, so that a host can change over.
    secret text not null,
    old_secret text,
    old_secret_until timestamptz,
    created_at timestamptz not null default now(),
    -- Deliveries that failed in a row; after some nothing is sent for a while.
    failures integer not null default 0,
    resting_until timestamptz,
    unique (store, url),
    check ((old_secret is null) = (old_secret_until is null))
  )`,

  `create table notifications (
    -- Grows in the order of an invoice's changes, as its lock does; the order in which an endpoint is told of them.
    id bigint generated always as identity primary key,
    store text not null,
    endpoint text not null references endpoints on delete cascade,
    type text not null,
    invoice text,
    -- What is told in order: an invoice's, and apart from them what is about no invoice.
    queue text not null generated always as (coalesce(invoice, '')) stored,
    at timestamptz not null default now(),
    -- What is told, as it was when it happened.
    facts jsonb not null,
    status text not null default 'waiting' check (status in ('waiting', 'delivered', 'dead')),
    -- When it was written, or last taken up again: it is given up some days later.
    since timestamptz not null default now(),
    attempts integer not null default 0,
    next_attempt_at timestamptz not null default now(),
    last_error text,
    ended_at timestamptz
  )`,
  `create index notifications_waiting on notifications (endpoint, queue, id) where status = 'waiting'`,
  `create index notifications_dead on notifications (endpoint, id) where status = 'dead'`,
  `create index notifications_ended on notifications (ended_at) where ended_at is not null`,

  // Whether the customer is to be told of the refund: the host's own mail. Null where nobody said.
  `alter table refund_requests add column notify_customer boolean`,
]
