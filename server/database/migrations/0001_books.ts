/** The books: invoices, charges, payments, refund requests, disputes. */
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
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
    -- A turn on the charge: one process works through what is due of it. It may call Stripe only under the lease besides.
    turn text,
    turn_until timestamptz,
    primary key (store, id),
    foreign key (store, invoice) references invoices,
    check ((assignment = 'assigned') = (invoice is not null)),
    check ((assignment = 'unmatched') = (unmatched_because is not null)),
    check ((fee is null) = (fee_currency is null))
  )`,
  `create index charges_of_invoice on charges (store, invoice) where invoice is not null`,
  `create index charges_claiming on charges (store, claimed_invoice) where assignment = 'unmatched'`,
  `create index charges_of_intent on charges (store, payment_intent) where payment_intent is not null`,
  `create index charges_due on charges (store, compare_wanted_at) where compare_wanted_at is not null`,
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
  // What is measured of refunds: those that are under way, and those that went wrong.
  `create index refunds_not_succeeded on payments (status) where kind = 'refund' and status <> 'succeeded'`,
  `create index failed_refunds on payments (store, recorded_at) where kind = 'refund' and status in ('failed', 'canceled')`,
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
    state text not null check (
      state in ('awaiting_approval', 'declined', 'withdrawn', 'expired', 'open', 'recorded', 'rejected', 'released')
    ),
    -- Who approved or declined it, where it needed a second person.
    decider_id text,
    decider_name text,
    decider_via text,
    decision_note text,
    -- The requester has seen that it was declined or expired.
    dismissed_at timestamptz,
    -- When it was asked for; from its approval on, when it was approved. The 23 and 25 hours count from here.
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
    check ((state in ('open', 'awaiting_approval')) = (closed_at is null)),
    constraint nobody_decides_about_their_own_request check (decider_id <> actor_id)
  )`,
  `create index refund_requests_of_charge on refund_requests (store, charge)`,
  `create unique index one_request_per_refund on refund_requests (store, refund) where refund is not null`,
  `create index refund_requests_due on refund_requests (store, next_attempt_at) where state = 'open'`,
  `create index refund_requests_due_of_charge on refund_requests (store, charge, next_attempt_at) where state = 'open'`,
  `create index refund_requests_awaiting on refund_requests (reserved_at) where state = 'awaiting_approval'`,
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
  `create index idempotency_keys_by_age on idempotency_keys (taken_at)`,

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
  `create index disputes_open on disputes (store, evidence_due_by) where closed_at is null`,
]
