import type { ChargeId, InvoiceId, PaymentId, StoreId } from '../contract/ids.ts'
import { sql, type Kysely } from 'kysely'
import type { AuditAction } from '../contract/responses.ts'
import type { Attention, AttentionCode } from '../contract/tab.ts'
import { hasAcknowledgedCurrency, type KnownDispute } from '../database/charge-ledgers.ts'
import { keyMayRefund } from '../database/store-state.ts'
import type {
  AuditEntryRow,
  ChargeRow,
  DisputeRow,
  InvoiceRow,
  PaymentRow,
  RefundRequestRow,
  Schema,
  StoreRow,
} from '../database/schema.ts'

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
  /** Those that are open: their refunds are not known yet. */
  readonly requests: readonly RefundRequestRow[]
  /** Of the charges, the oldest first. */
  readonly disputes: readonly (DisputeRow & KnownDispute)[]
}

export async function readRows(db: Kysely<Schema>, { store, id: invoice }: Pick<InvoiceRow, 'store' | 'id'>): Promise<InvoiceRows> {
  const payments = await db
    .selectFrom('payments')
    .selectAll()
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('removed_at', 'is', null)
    .execute()
  const charges = await db.selectFrom('charges').selectAll().where('store', '=', store).where('invoice', '=', invoice).execute()
  // Requests and disputes are of charges.
  if (charges.length === 0) return { payments, charges, requests: [], disputes: [] }
  const requests = await db
    .selectFrom('refund_requests')
    .selectAll()
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('state', '=', 'open')
    .execute()
  const disputes = await db
    .selectFrom('disputes')
    .selectAll()
    .select(hasAcknowledgedCurrency.as('acknowledged'))
    .where('store', '=', store)
    .where(
      'charge',
      'in',
      charges.map((charge) => charge.id),
    )
    .orderBy('opened_at')
    .orderBy('id')
    .execute()
  return { payments, charges, requests, disputes }
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

/** What is about a whole store, and told by each of its tabs. */
const OF_THE_STORE: readonly AttentionCode[] = ['stripe_key_refused', 'stripe_right_missing', 'restored']

/** What needs a person on this invoice, or is about its whole store, the oldest first: that the key lacks rights once, however many. */
export async function readAttention(db: Kysely<Schema>, { store, id }: Pick<InvoiceRow, 'store' | 'id'>): Promise<Attention[]> {
  const items = await db
    .selectFrom('attention_items')
    .select(['code', 'charge', 'payment', 'opened_at'])
    .where('store', '=', store)
    .where((where) => where.or([where('invoice', '=', id), where('code', 'in', OF_THE_STORE)]))
    .where('resolved_at', 'is', null)
    .where('acknowledged_at', 'is', null)
    .orderBy('opened_at')
    .orderBy('id')
    .execute()
  const firstRight = items.find(({ code }) => code === 'stripe_right_missing')
  return items.flatMap((item) => {
    const { code, charge, payment, opened_at } = item
    if (code === 'unmatched' || code === 'unusable_mark') return []
    return code === 'stripe_right_missing' && item !== firstRight ? [] : [{ code, charge, payment, since: opened_at.toISOString() }]
  })
}
