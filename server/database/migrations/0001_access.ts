/** Who may do what: stores, what their Stripe keys may not do, API keys, embed sessions. */
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table stores (
    id text primary key,
    name text not null,
    -- Null is the platform's own account. The event's account alone decides the store, so no two stores share one.
    stripe_account text,
    livemode boolean not null,
    allowed_origins text[] not null default '{}',
    created_at timestamptz not null default now(),
    -- Grows with what changes in all tabs of the store at once.
    version bigint not null default 0,
    -- Since when these books are known to be older than Stripe, as after a restored backup; null once they match again.
    restored_at timestamptz,
    -- Since when Stripe does not accept the key, and when it was last tried; null while it does.
    stripe_key_refused_at timestamptz,
    stripe_key_tried_at timestamptz,
    -- Who reconciles the store, and until when unless he says that he goes on.
    reconciled_by text,
    reconciled_until timestamptz,
    unique nulls not distinct (stripe_account)
  )`,

  // What the store's Stripe key may not do, since when that is known, and when it was last tried.
  `create table missing_rights (
    store text not null references stores,
    stripe_right text not null,
    missing_since timestamptz not null default now(),
    tried_at timestamptz not null default now(),
    primary key (store, stripe_right)
  )`,

  `create table api_keys (
    hash text primary key,
    store text not null references stores,
    hint text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz
  )`,

  `create table embed_sessions (
    id text primary key,
    store text not null references stores,
    -- The hash of the API key by which the session was made: the session ends with it.
    key text references api_keys,
    origins text[],
    expires_at timestamptz not null
  )`,
  `create index embed_sessions_live on embed_sessions (expires_at)`,
  `create index embed_sessions_origins on embed_sessions using gin (origins)`,

  `create table settings (name text primary key, value text not null)`,
]
