/** The audit log: who did what. */
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table audit_entries (
    id bigint generated always as identity primary key,
    store text not null references stores,
    -- Null while the charge waits as unmatched: the entry belongs to the invoice its charge is assigned to.
    invoice text,
    action text not null,
    at timestamptz not null default now(),
    actor_name text,
    via text not null,
    payment text,
    charge text,
    refund text,
    amount bigint,
    currency text,
    data jsonb not null default '{}'
  )`,
  `create index audit_of_invoice on audit_entries (store, invoice, id)`,
  `create index audit_of_charge on audit_entries (store, charge, id) where charge is not null`,
  `create unique index one_recording_per_refund on audit_entries (store, refund) where action = 'stripe_refund_recorded'`,
]
