/** The books: stores, invoices, charges, payments, refund requests, disputes, what needs a person, and the audit log. */
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
    origins text[],
    expires_at timestamptz not null
  )`,
  `create index embed_sessions_live on embed_sessions (expires_at)`,

  `create table settings (name text primary key, value text not null)`,

  `create table invoices (
    store text not null references stores,
    id text not null,
    number text not null,
    currency text not null,
    total bigint not null,
    status text not null check (status in ('open', 'finalized', 'voided')),
    customer_name text,
    customer_email text,
    version bigint not null default 1,
    sync_checked_at timestamptz,
    sync_matches boolean,
    sync_difference bigint,
    -- Something of Stripe's has changed since.
    sync_outdated boolean not null default false,
    primary key (store, id)
  )`,

  `create table charges (
    store text not null references stores,
    id text not null,
    -- 'assigned' has its invoice; 'unmatched' names one that cannot take it (yet); 'foreign' names none.
    assignment text not null check (assignment in ('assigned', 'unmatched', 'foreign')),
    invoice text,
    claimed_invoice text,
    unmatched_because text check (unmatched_because in ('unknown_invoice', 'currency_mismatch')),
    seen_at timestamptz not null default now(),
    payment_intent text,
    method text not null check (method in ('stripe_link', 'stripe_terminal')),
    requires_reader boolean not null,
    currency text not null,
    authorized bigint not null,
    captured bigint not null check (captured >= 0),
    -- In the currency of the store's balance, not of the charge.
    fee bigint,
    fee_currency text,
    card_brand text,
    card_last4 text,
    receipt_url text,
    charged_at timestamptz not null,
    -- Set where the whole charge is to be compared with Stripe; cleared by the comparison.
    compare_wanted_at timestamptz,
    -- Calls to Stripe about one charge never overlap: whoever has the lease may call.
    lease text,
    lease_until timestamptz,
    primary key (store, id),
    foreign key (store, invoice) references invoices,
    check ((assignment = 'assigned') = (invoice is not null)),
    check ((assignment = 'unmatched') = (unmatched_because is not null)),
    check ((fee is null) = (fee_currency is null))
  )`,
  `create index charges_of_invoice on charges (store, invoice) where invoice is not null`,
  `create index charges_claiming on charges (store, claimed_invoice) where assignment = 'unmatched'`,
  `create index charges_of_intent on charges (store, payment_intent) where payment_intent is not null`,
  `create index charges_to_compare on charges (compare_wanted_at) where compare_wanted_at is not null`,
  `create index charges_foreign on charges (seen_at) where assignment = 'foreign'`,

  `create table payments (
    id text primary key,
    store text not null references stores,
    -- Null only on the rows of a charge that waits as unmatched.
    invoice text,
    kind text not null check (kind in ('charge', 'refund', 'book')),
    method text not null,
    amount bigint not null,
    currency text not null,
    status text not null check (status in ('succeeded', 'pending', 'requires_action', 'failed', 'canceled')),
    -- Stripe's own time on a Stripe row.
    recorded_at timestamptz not null default now(),
    actor_id text,
    actor_name text,
    via text not null check (via in ('widget', 'host', 'stripe_dashboard', 'stripe')),
    note text,
    -- The failed or canceled refund that this payout replaces, whole or in part.
    replaces text references payments,
    charge text,
    refund text,
    reason text,
    pending_reason text,
    failure_reason text,
    reference_type text,
    reference_value text,
    reference_status text,
    -- When the fetch from Stripe began that this row last took a sideways step from.
    fetched_at timestamptz,
    removed_at timestamptz,
    -- The person who removed it; null where it was the host.
    removed_by text,
    foreign key (store, invoice) references invoices,
    foreign key (store, charge) references charges,
    check ((kind = 'book') = (charge is null)),
    check ((kind = 'refund') = (refund is not null)),
    check (kind <> 'charge' or (amount > 0 and method in ('stripe_link', 'stripe_terminal'))),
    check (kind <> 'refund' or (amount < 0 and method = 'stripe_refund')),
    -- Which book methods there are, the contract says; here it counts that none passes for Stripe's.
    check (kind <> 'book' or (amount <> 0 and method not like 'stripe%' and invoice is not null)),
    constraint stripe_rows_are_never_removed check (removed_at is null or kind = 'book')
  )`,
  `create index payments_of_invoice on payments (store, invoice)`,
  `create index payments_of_charge on payments (store, charge) where charge is not null`,
  `create unique index one_row_per_charge on payments (store, charge) where kind = 'charge'`,
  `create unique index one_row_per_refund on payments (store, refund) where refund is not null`,
  `create index payouts_of_refund on payments (replaces) where replaces is not null and removed_at is null`,

  `create table refund_requests (
    -- Also the id of the payment row that the refund will have.
    id text primary key,
    store text not null,
    invoice text not null,
    charge text not null,
    amount bigint not null check (amount > 0),
    currency text not null,
    reason text not null,
    note text,
    actor_id text not null,
    actor_name text,
    via text not null,
    -- The digest of the caller's key, which Stripe is sent.
    key_digest text,
    state text not null check (state in ('open', 'recorded', 'rejected', 'released')),
    -- The 23 and 25 hours count from here.
    reserved_at timestamptz not null default now(),
    attempts integer not null default 0,
    -- When an attempt was last under way that may have reached Stripe without its answer reaching us.
    unanswered_at timestamptz,
    next_attempt_at timestamptz,
    refund text,
    stripe_code text,
    closed_at timestamptz,
    foreign key (store, invoice) references invoices,
    foreign key (store, charge) references charges,
    check ((state = 'recorded') = (refund is not null)),
    check ((state = 'open') = (closed_at is null))
  )`,
  `create index refund_requests_of_charge on refund_requests (store, charge)`,
  `create unique index one_request_per_refund on refund_requests (store, refund) where refund is not null`,
  `create index refund_requests_open on refund_requests (next_attempt_at) where state = 'open'`,
  `create index refund_requests_of_actor on refund_requests (store, invoice, actor_id, reserved_at)`,

  `create table idempotency_keys (
    store text not null,
    invoice text not null,
    -- Of the key and of who used it: all that Stripe gives back after a restore.
    digest text not null,
    fingerprint text not null,
    -- The refund request or the book row that the key stands for.
    made text not null,
    taken_at timestamptz not null default now(),
    primary key (store, invoice, digest)
  )`,

  `create table disputes (
    store text not null,
    id text not null,
    charge text not null,
    amount bigint not null,
    currency text not null,
    reason text not null,
    status text not null,
    -- From lost on, through an appeal, until won.
    lost boolean not null,
    is_charge_refundable boolean not null,
    evidence_due_by timestamptz,
    evidence_submitted boolean not null,
    -- What became of the disputed money on the store's balance.
    funds text not null check (funds in ('unmoved', 'withdrawn', 'returned')),
    case_type text,
    -- In the currency of the store's balance.
    fee bigint,
    fee_currency text,
    -- Since when the disputed money is away.
    withdrawn_at timestamptz,
    opened_at timestamptz not null,
    closed_at timestamptz,
    fetched_at timestamptz not null,
    primary key (store, id),
    foreign key (store, charge) references charges,
    check ((fee is null) = (fee_currency is null))
  )`,
  `create index disputes_of_charge on disputes (store, charge)`,

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
