/** What a reconciliation reads and writes of the books. */
import { sql } from 'kysely'
import type { ChargeId, InvoiceId, RefundId, StoreId } from '../contract/ids.ts'
import type { RefundStatus } from '../domain/refund-statuses.ts'
import type { Database } from '../database/connection.ts'
import type { DisputeRow } from '../database/schema.ts'
import { databaseNow } from '../database/time.ts'
import type { Transaction } from '../database/transactions.ts'
import { bookedEntry, type Entry, type Unplaced, type Verdict } from '../domain/books-and-stripe.ts'

/** The charges that are on the invoice, the oldest first. */
export async function chargesOf(db: Database, store: StoreId, invoice: InvoiceId): Promise<ChargeId[]> {
  const charges = await db
    .selectFrom('charges')
    .select('id')
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .orderBy('charged_at')
    .execute()
  return charges.map(({ id }) => id)
}

/** The charges and refunds that the invoice has in the books. */
export async function entriesOf(db: Database, store: StoreId, invoice: InvoiceId): Promise<Entry[]> {
  const rows = await db
    .selectFrom('payments')
    .select(['amount', 'status', 'refund', 'charge'])
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('kind', '<>', 'book')
    .execute()
  return rows.map(bookedEntry)
}

/** Those of these charges that have a row in the books, by their ids. */
export async function chargeEntriesOf(db: Database, store: StoreId, charges: readonly ChargeId[]): Promise<Map<string, Entry>> {
  const rows = await db
    .selectFrom('payments')
    .select(['amount', 'status', 'refund', 'charge'])
    .where('store', '=', store)
    .where('charge', 'in', charges)
    .where('kind', '=', 'charge')
    .execute()
  return new Map(rows.map((row) => [row.charge ?? '', bookedEntry(row)]))
}

/** Those of these refunds that the books have, by their ids. */
export async function refundEntriesOf(db: Database, store: StoreId, refunds: readonly RefundId[]): Promise<Map<string, Entry>> {
  if (refunds.length === 0) return new Map()
  const rows = await db
    .selectFrom('payments')
    .select(['amount', 'status', 'refund', 'charge'])
    .where('store', '=', store)
    .where('refund', 'in', refunds)
    .execute()
  return new Map(rows.map(bookedEntry).map((entry) => [entry.id, entry]))
}

export async function hasOpenRequest(db: Database, store: StoreId, invoice: InvoiceId): Promise<boolean> {
  const open = await db
    .selectFrom('refund_requests')
    .select('id')
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('state', '=', 'open')
    .limit(1)
    .executeTakeFirst()
  return open !== undefined
}

/**
 * Open items, not acknowledged, about money that may be the invoice's: a charge or a dispute in another currency, and every
 * payment of the store that has no invoice or whose mark can't be used.
 */
export function unplacedFor(db: Database, store: StoreId, invoice: InvoiceId): Promise<Unplaced[]> {
  return db
    .selectFrom('attention_items')
    .select(['code', 'invoice'])
    .where('store', '=', store)
    .where((where) =>
      where.or([
        where.and([where('code', '=', 'currency_mismatch'), where('invoice', '=', invoice)]),
        where('code', 'in', ['unmatched', 'unusable_mark']),
      ]),
    )
    .where('resolved_at', 'is', null)
    .where('acknowledged_at', 'is', null)
    .execute()
}

/** The database's time, and the version that the invoice has then. */
export function invoiceNow(db: Database, store: StoreId, invoice: InvoiceId): Promise<{ readonly now: Date; readonly version: number }> {
  return db
    .selectFrom('invoices')
    .select([databaseNow.as('now'), 'version'])
    .where('store', '=', store)
    .where('id', '=', invoice)
    .executeTakeFirstOrThrow()
}

/** Writes what a comparison with Stripe came to. */
export async function saveVerdict(
  tx: Transaction,
  store: StoreId,
  invoice: InvoiceId,
  { matches, difference, checkedAt, isOutdated }: Verdict & { readonly checkedAt: Date; readonly isOutdated: boolean },
): Promise<void> {
  await tx
    .updateTable('invoices')
    .set({ sync_checked_at: checkedAt, sync_matches: matches, sync_difference: difference, sync_outdated: isOutdated })
    .where('store', '=', store)
    .where('id', '=', invoice)
    .execute()
}

/** The invoice of the charge matches Stripe no more; undefined where the charge has none. */
export async function setDiffering(tx: Transaction, store: StoreId, charge: ChargeId): Promise<InvoiceId | undefined> {
  const invoice = await tx
    .updateTable('invoices')
    .set({ sync_matches: false, sync_checked_at: sql`coalesce(sync_checked_at, ${databaseNow})` })
    .where('store', '=', store)
    .where('id', '=', (where) => where.selectFrom('charges').select('invoice').where('store', '=', store).where('id', '=', charge))
    .returning('id')
    .executeTakeFirst()
  return invoice?.id
}

/** The invoices of the store that differ from Stripe. */
export async function differingInvoices(db: Database, store: StoreId): Promise<InvoiceId[]> {
  const differing = await db
    .selectFrom('attention_items')
    .select('subject as id')
    .where('store', '=', store)
    .where('code', '=', 'difference')
    .where('resolved_at', 'is', null)
    .orderBy('subject')
    .execute()
  return differing.map(({ id }) => id)
}

/** The store's refunds go on after a restore; false where it was found to be restored once more by now. */
export async function clearRestored(tx: Transaction, store: StoreId, restoredAt: Date): Promise<boolean> {
  const ended = await tx
    .updateTable('stores')
    .set({ restored_at: null })
    .where('id', '=', store)
    .where('restored_at', '=', restoredAt)
    .executeTakeFirst()
  return ended.numUpdatedRows > 0n
}

/** A run, as far as reading on needs it. */
interface Reading {
  readonly store: StoreId
  readonly startedAt: Date
  readonly since: Date | null
}

/** A refund of the books, its amount as Stripe has it. */
export interface OwnRefund {
  readonly id: RefundId
  readonly status: RefundStatus
  readonly charge: ChargeId
  readonly amount: number
  readonly currency: string
}

/** Refunds that the run did not see: those underway, and those within what it read. */
export async function refundsNotSeen(db: Database, { store, startedAt, since }: Reading): Promise<OwnRefund[]> {
  const rows = await db
    .selectFrom('payments')
    .select(['refund', 'charge', 'amount', 'currency', 'status'])
    .where('store', '=', store)
    .where('kind', '=', 'refund')
    .where((where) => where.or([where('fetched_at', 'is', null), where('fetched_at', '<', startedAt)]))
    .where((where) =>
      where.or([where('status', 'in', ['pending', 'requires_action']), where('recorded_at', '>=', since ?? sql<Date>`'-infinity'`)]),
    )
    .where('status', 'not in', ['failed', 'canceled'])
    .execute()
  return rows.flatMap(({ refund, charge, amount, currency, status }) =>
    refund === null || charge === null ? [] : [{ id: refund, charge, amount: -amount, currency, status }],
  )
}

/** Open disputes that the run did not see. */
export function disputesNotSeen(
  db: Database,
  { store, startedAt }: Reading,
): Promise<Pick<DisputeRow, 'id' | 'charge' | 'amount' | 'currency'>[]> {
  return db
    .selectFrom('disputes')
    .select(['id', 'charge', 'amount', 'currency'])
    .where('store', '=', store)
    .where('closed_at', 'is', null)
    .where('fetched_at', '<', startedAt)
    .execute()
}
