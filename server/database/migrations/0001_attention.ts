/** What needs a person. */
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table attention_items (
    id bigint generated always as identity primary key,
    store text not null references stores,
    code text not null,
    -- The invoice whose tab shows it. All five are null where it stops the whole store.
    invoice text,
    charge text,
    payment text,
    event text,
    -- What the store's Stripe key may not do.
    stripe_right text,
    subject text not null generated always as (coalesce(event, payment, charge, invoice, stripe_right, store)) stored,
    opened_at timestamptz not null default now(),
    -- A person hid it, until there is more of it.
    acknowledged_at timestamptz,
    -- What remained of the charge then, in minor units.
    acknowledged_remaining bigint,
    resolved_at timestamptz
  )`,
  `create unique index one_unresolved_item on attention_items (store, code, subject) where resolved_at is null`,
  `create index attention_of_invoice on attention_items (store, invoice) where resolved_at is null`,
  `create index attention_of_charge on attention_items (store, charge) where resolved_at is null`,
  `create index attention_open_of_store on attention_items (store, opened_at, id) where resolved_at is null and acknowledged_at is null`,
  `create index attention_open on attention_items (code) where resolved_at is null and acknowledged_at is null`,
]
