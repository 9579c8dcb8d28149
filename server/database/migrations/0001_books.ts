/** The books: stores, invoices, charges, payments, refund requests, disputes, the audit log and the inbox. */
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
    unique nulls not distinct (stripe_account)
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
    primary key (store, id)
  )`,

  `create table charges (
    store text not null references stores,
    id text not null,
    -- 'assigned' has its invoice; 'unmatched' names one that cannot take it (yet); 'foreign' names none.
    state text not null check (state in ('assigned', 'unmatched', 'foreign')),
    invoice text,
    claimed_invoice text,
    unmatched_because text check (unmatched_because in ('unknown_invoice', 'currency_mismatch')),
    seen_at timestamptz not null,
    payment_intent text,
    method text not null check (method in ('stripe_link', 'stripe_terminal')),
    requires_reader boolean not null,
    currency text not null,
    authorized bigint not null,
    captured bigint not null check (captured >= 0),
    fee bigint,
    card_brand text,
    card_last4 text,
    charged_at timestamptz not null,
    -- Set where Stripe is to be asked about the whole charge; cleared by the comparison.
    compare_wanted_at timestamptz,
    -- Calls to Stripe about one charge never overlap: whoever holds the lease may call.
    lease text,
    lease_until timestamptz,
    primary key (store, id),
    foreign key (store, invoice) references invoices,
    check ((state = 'assigned') = (invoice is not null)),
    check ((state = 'unmatched') = (unmatched_because is not null))
  )`,
  `create index charges_of_invoice on charges (store, invoice) where invoice is not null`,
  `create index charges_claiming on charges (store, claimed_invoice) where state = 'unmatched'`,
  `create index charges_of_intent on charges (store, payment_intent) where payment_intent is not null`,
  `create index charges_to_compare on charges (compare_wanted_at) where compare_wanted_at is not null`,

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
    recorded_at timestamptz not null,
    actor_id text,
    actor_name text,
    via text not null check (via in ('widget', 'host', 'stripe_dashboard', 'stripe')),
    note text,
    settles text references payments,
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
    foreign key (store, invoice) references invoices,
    foreign key (store, charge) references charges,
    check ((kind = 'book') = (charge is null)),
    check ((kind = 'refund') = (refund is not null)),
    check (kind <> 'charge' or (amount > 0 and method in ('stripe_link', 'stripe_terminal'))),
    check (kind <> 'refund' or (amount < 0 and method = 'stripe_refund')),
    check (kind <> 'book' or (amount <> 0 and method in ('cash', 'check', 'store_credit', 'gift_card') and invoice is not null)),
    constraint stripe_rows_are_never_removed check (removed_at is null or kind = 'book')
  )`,
  `create index payments_of_invoice on payments (store, invoice)`,
  `create index payments_of_charge on payments (store, charge) where charge is not null`,
  `create unique index one_row_per_charge on payments (store, charge) where kind = 'charge'`,
  `create unique index one_row_per_refund on payments (store, refund) where refund is not null`,
  `create unique index one_settlement_per_refund on payments (settles) where settles is not null and removed_at is null`,

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
    state text not null check (state in ('open', 'recorded', 'rejected', 'released')),
    -- By the database's clock: the 23 and 25 hours count from here.
    reserved_at timestamptz not null default now(),
    attempts integer not null default 0,
    -- Whether an ask may have reached Stripe without its answer reaching us.
    outcome_unknown boolean not null default false,
    next_attempt_at timestamptz,
    needs_person_since timestamptz,
    refund text,
    stripe_code text,
    refusal text,
    closed_at timestamptz,
    foreign key (store, invoice) references invoices,
    foreign key (store, charge) references charges,
    check ((state = 'recorded') = (refund is not null)),
    check ((state = 'open') = (closed_at is null))
  )`,
  `create index refund_requests_of_charge on refund_requests (store, charge)`,
  `create index refund_requests_open on refund_requests (next_attempt_at) where state = 'open'`,
  `create index refund_requests_of_actor on refund_requests (store, invoice, actor_id, reserved_at)`,

  `create table idempotency_keys (
    store text not null,
    invoice text not null,
    key text not null,
    fingerprint text not null,
    -- The refund request or the book row that the key stands for.
    made text not null,
    taken_at timestamptz not null default now(),
    primary key (store, invoice, key)
  )`,

  `create table disputes (
    store text not null,
    id text not null,
    charge text not null,
    amount bigint not null,
    currency text not null,
    reason text not null,
    status text not null,
    is_charge_refundable boolean not null,
    evidence_due_by timestamptz,
    evidence_submitted boolean not null,
    -- Withdrawn from the store and not given back, in the dispute's minor units.
    withdrawn bigint not null,
    fee bigint,
    opened_at timestamptz not null,
    closed_at timestamptz,
    fetched_at timestamptz not null,
    primary key (store, id),
    foreign key (store, charge) references charges
  )`,
  `create index disputes_of_charge on disputes (store, charge)`,

  `create table attentions (
    id bigint generated always as identity primary key,
    store text not null references stores,
    code text not null,
    charge text,
    payment text,
    since timestamptz not null,
    settled_at timestamptz
  )`,
  `create unique index one_open_attention on attentions (store, code, charge, payment) nulls not distinct where settled_at is null`,

  `create table audit_entries (
    id bigint generated always as identity primary key,
    store text not null references stores,
    -- Null while the charge waits as unmatched: the entry belongs to the invoice its charge is assigned to.
    invoice text,
    action text not null,
    at timestamptz not null,
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

  `create table events (
    account text not null,
    id text not null,
    store text not null references stores,
    type text not null,
    charge text,
    payload text not null,
    state text not null default 'waiting' check (state in ('waiting', 'applied', 'dead')),
    received_at timestamptz not null,
    attempts integer not null default 0,
    next_attempt_at timestamptz not null,
    last_error text,
    applied_at timestamptz,
    primary key (account, id)
  )`,
  `create index events_waiting on events (next_attempt_at) where state = 'waiting'`,
  `create index events_dead on events (store) where state = 'dead'`,

  `create function refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception '% of % is refused: %', tg_op, tg_table_name, tg_argv[0] using errcode = 'restrict_violation';
  end $$`,
  `create trigger audit_only_grows before update or delete on audit_entries
    for each row execute function refuse_change('the audit log only grows')`,
  `create trigger audit_is_never_emptied before truncate on audit_entries
    for each statement execute function refuse_change('the audit log only grows')`,
  `create trigger payments_are_never_deleted before delete on payments
    for each row execute function refuse_change('payments stay as history')`,
  `create trigger payments_are_never_emptied before truncate on payments
    for each statement execute function refuse_change('payments stay as history')`,
  `create function refuse_rewriting_a_payment() returns trigger language plpgsql as $$
  begin
    if old.kind <> new.kind or old.id <> new.id or old.store <> new.store
      or old.charge is distinct from new.charge or old.refund is distinct from new.refund
      or old.currency <> new.currency
      or (old.kind <> 'charge' and old.amount <> new.amount)
      or (old.invoice is not null and old.invoice is distinct from new.invoice)
      or (old.removed_at is not null and old.removed_at is distinct from new.removed_at) then
      raise exception 'UPDATE of payments is refused: a row changes state, never what it stands for' using errcode = 'restrict_violation';
    end if;
    return new;
  end $$`,
  `create trigger payments_keep_what_they_stand_for before update on payments
    for each row execute function refuse_rewriting_a_payment()`,
]
