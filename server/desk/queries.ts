import type { AccountId, InvoiceId, PaymentId, StoreId } from '../contract/ids.ts'
import type { Kysely } from 'kysely'
import { prepared } from '../database/prepared.ts'
import type { AttentionItemRow, ChargeRow, DisputeRow, InvoiceRow, PaymentRow, Schema } from '../database/schema.ts'

/** Things of one kind that a desk tells at most. */
export const MOST = 200

/** An invoice by what people know it by. */
export type NamedInvoice = Pick<InvoiceRow, 'id' | 'number' | 'customer_name'>

/** All that a desk is made of; of each kind one more than is told, where there are that many. */
export interface DeskRows {
  readonly account: AccountId | null
  /** Those that are open, by deadline. */
  readonly disputes: readonly (DisputeRow & { readonly payment: PaymentId | null; readonly invoice: InvoiceId | null })[]
  /** Refunds that failed or were canceled within 90 days, the newest first, with what payouts replaced of each, in minor units. */
  readonly refunds: readonly (PaymentRow & { readonly paid_out: number })[]
  /** The charges of those refunds. */
  readonly charges: readonly ChargeRow[]
  /** The oldest first. */
  readonly attention: readonly AttentionItemRow[]
  /** Those of all of these. */
  readonly invoices: readonly NamedInvoice[]
}

const rowsOf = prepared<DeskRows>(
  'read_desk',
  `with
    open_disputes as (
      select disputes.*, charges.invoice,
        (select id from payments where payments.store = $1 and payments.charge = disputes.charge and kind = 'charge') as payment
      from disputes join charges on charges.store = disputes.store and charges.id = disputes.charge
      where disputes.store = $1 and disputes.closed_at is null
      order by evidence_due_by, disputes.id limit ${MOST + 1}
    ),
    failed as (
      select *, coalesce((
        select -sum(amount) from payments as payout where payout.replaces = payments.id and removed_at is null
      ), 0) as paid_out
      from payments
      where store = $1 and kind = 'refund' and status in ('failed', 'canceled') and invoice is not null
        and recorded_at > now() - interval '90 days'
      order by recorded_at desc limit ${MOST + 1}
    ),
    open_items as (
      select * from attention_items
      where store = $1 and resolved_at is null and acknowledged_at is null
      order by opened_at, id limit ${MOST + 1}
    )
  select stripe_account as account,
    (select coalesce(json_agg(open_disputes order by evidence_due_by, id), '[]') from open_disputes) as disputes,
    (select coalesce(json_agg(failed order by recorded_at desc), '[]') from failed) as refunds,
    (select coalesce(json_agg(charges), '[]') from charges where store = $1 and id in (select charge from failed)) as charges,
    (select coalesce(json_agg(open_items order by opened_at, id), '[]') from open_items) as attention,
    (select coalesce(json_agg(it), '[]') from (
      select named.* from (
        select invoice from open_disputes union select invoice from failed union select invoice from open_items
      ) as wanted
      cross join lateral (select id, number, customer_name from invoices where store = $1 and id = wanted.invoice limit 1) as named
    ) as it) as invoices
  from stores where id = $1`,
)

/** In one statement, and so of one moment. */
export async function readDeskRows(db: Kysely<Schema>, store: StoreId): Promise<DeskRows | undefined> {
  return (await rowsOf(db, store))[0]
}
