import type { ChargeId, InvoiceId, PaymentId, StoreId } from '../contract/ids.ts'
import { sql, type Kysely } from 'kysely'
import type { AuditAction } from '../contract/responses.ts'
import type { AttentionCode } from '../contract/tab.ts'
import { CURRENCY_IS_ACKNOWLEDGED, type KnownDispute } from '../database/charge-ledgers.ts'
import { prepared } from '../database/prepared.ts'
import { takenByActor } from '../database/refunded-by-actor.ts'
import type { Taken } from '../domain/refund-approval.ts'
import { KEY_MAY_REFUND, keyMayRefund } from '../database/store-state.ts'
import type {
  AttentionItemRow,
  AuditEntryRow,
  ChargeRow,
  DisputeRow,
  InvoiceRow,
  PaymentRow,
  RefundRequestRow,
  Schema,
  StoreRow,
} from '../database/schema.ts'

/** What is about a whole store, and told by each of its tabs. */
const OF_THE_STORE: readonly AttentionCode[] = ['stripe_key_refused', 'stripe_right_missing', 'restored']

/** An invoice, and what its store says in every tab. */
export interface InvoiceOfStore extends InvoiceRow, Pick<StoreRow, 'stripe_account' | 'stripe_key_refused_at'> {
  readonly store_version: number
  /** Whether the store's Stripe key may refund, as far as is known. */
  readonly key_may_refund: boolean
}

export function findInvoice(db: Kysely<Schema>, store: StoreId, id: InvoiceId): Promise<InvoiceOfStore | undefined> {
  return db
    .selectFrom('invoices')
    .innerJoin('stores', 'stores.id', 'invoices.store')
    .selectAll('invoices')
    .select(['stores.stripe_account', 'stores.stripe_key_refused_at', 'stores.version as store_version', keyMayRefund.as('key_may_refund')])
    .where('invoices.store', '=', store)
    .where('invoices.id', '=', id)
    .executeTakeFirst()
}

/** What the tab shows: neither rows that were removed nor requests that ended. */
export interface InvoiceRows {
  readonly payments: readonly PaymentRow[]
  readonly charges: readonly ChargeRow[]
  /** Those whose refunds are not known yet, that wait for approval, or were not given it and are not dismissed. */
  readonly requests: readonly RefundRequestRow[]
  /** Of the charges, the oldest first. */
  readonly disputes: readonly (DisputeRow & KnownDispute)[]
}

/** All that a tab is made of. */
export interface TabRows extends InvoiceRows {
  readonly invoice: InvoiceOfStore
  /** What needs a person on this invoice, or is about its whole store, the oldest first. */
  readonly attention: readonly Pick<AttentionItemRow, 'code' | 'charge' | 'payment' | 'opened_at'>[]
  /** What the actor took out of the invoice within 24 hours; null where none was asked for. */
  readonly taken: Taken | null
}

const rowsOf = prepared<TabRows>(
  'read_tab',
  `select
    (select to_json(it) from (
      select invoices.*, stripe_account, stripe_key_refused_at, stores.version as store_version, ${KEY_MAY_REFUND} as key_may_refund
    ) as it) as invoice,
    (select coalesce(json_agg(payments), '[]') from payments
      where store = $1 and invoice = $2 and removed_at is null) as payments,
    (select coalesce(json_agg(charges), '[]') from charges where store = $1 and invoice = $2) as charges,
    (select coalesce(json_agg(refund_requests), '[]') from refund_requests
      where store = $1 and invoice = $2 and (
        state in ('open', 'awaiting_approval') or (state in ('declined', 'expired') and dismissed_at is null)
      )) as requests,
    (select coalesce(json_agg(it order by opened_at, id), '[]') from (
      select disputes.*, ${CURRENCY_IS_ACKNOWLEDGED} as acknowledged from disputes
      join charges on charges.store = disputes.store and charges.id = disputes.charge
      where charges.store = $1 and charges.invoice = $2
    ) as it) as disputes,
    (select coalesce(json_agg(it order by opened_at, id), '[]') from (
      select id, code, charge, payment, opened_at from attention_items
      where store = $1 and invoice = $2 and resolved_at is null and acknowledged_at is null
      union
      select id, code, charge, payment, opened_at from attention_items
      where store = $1 and code in (${OF_THE_STORE.map((code) => `'${code}'`).join(', ')}) and resolved_at is null and acknowledged_at is null
    ) as it) as attention,
    case when $3::text is not null then ${takenByActor('$1', '$2', '$3')} end as taken
  from invoices join stores on stores.id = invoices.store
  where invoices.store = $1 and invoices.id = $2`,
)

/** What the tab of the invoice is made of, in one statement and so of one moment; undefined where there is no such invoice. */
export async function readTabRows(
  db: Kysely<Schema>,
  store: StoreId,
  invoice: InvoiceId,
  actor: string | null,
): Promise<TabRows | undefined> {
  return (await rowsOf(db, store, invoice, actor))[0]
}

/** The charge that a row of the invoice is or is of; null for a book row, undefined where there is no such row. */
export async function findChargeOf(
  db: Kysely<Schema>,
  { store, invoice }: OnInvoice,
  row: PaymentId,
): Promise<ChargeId | null | undefined> {
  const found = await db
    .selectFrom('payments')
    .select('charge')
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('id', '=', row)
    .unionAll(
      db.selectFrom('refund_requests').select('charge').where('store', '=', store).where('invoice', '=', invoice).where('id', '=', row),
    )
    .limit(1)
    .executeTakeFirst()
  return found?.charge
}

interface OnInvoice {
  readonly store: StoreId
  readonly invoice: InvoiceId
}

/** An entry of the audit log, with Stripe's own times of the row and of the dispute that it is about. */
export interface EntryOfCharge extends AuditEntryRow {
  readonly recorded_at: Date | null
  readonly opened_at: Date | null
}

/** What was done about a charge and about the payouts of its refunds, the newest first. */
export function readEntriesOf(
  db: Kysely<Schema>,
  { store, invoice }: OnInvoice,
  charge: ChargeId,
  { actions, limit }: { readonly actions: readonly AuditAction[]; readonly limit: number },
): Promise<EntryOfCharge[]> {
  const payouts = db
    .selectFrom('payments')
    .innerJoin('payments as refunds', 'refunds.id', 'payments.replaces')
    .select('payments.id')
    .where('refunds.store', '=', store)
    .where('refunds.charge', '=', charge)
  const entries = db.selectFrom('audit_entries').selectAll().where('store', '=', store)
  return db
    .selectFrom(
      entries
        .where('charge', '=', charge)
        .unionAll(entries.where('invoice', '=', invoice).where('charge', 'is', null).where('payment', 'in', payouts))
        .as('entries'),
    )
    .leftJoin('payments', 'payments.id', 'entries.payment')
    .leftJoin('disputes', (join) =>
      join.onRef('disputes.store', '=', 'entries.store').on('disputes.id', '=', sql<string>`entries.data ->> 'dispute'`),
    )
    .selectAll('entries')
    .select(['payments.recorded_at', 'disputes.opened_at'])
    .where('entries.action', 'in', actions)
    .orderBy('entries.id', 'desc')
    .limit(limit)
    .execute()
}
