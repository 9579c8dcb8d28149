/**
 * Locks. Whoever changes what a charge adds up to locks its invoice first and then the charge, each in the order of their ids, so
 * that no two wait for each other for ever. Sums are read after the lock, in a statement of their own, or they would be older than
 * it.
 */
import type { ChargeId, InvoiceId, StoreId } from '../contract/ids.ts'
import { sql } from 'kysely'
import type { Database } from './connection.ts'
import { invoiceTransaction, type Books } from './invoice-transaction.ts'
import type { ChargeRow, InvoiceRow } from './schema.ts'
import type { Transaction } from './transactions.ts'

/**
 * Locks an invoice's id, whether or not there is such an invoice yet: taken before {@link lockInvoice} by who creates
 * one and by who checks whether a charge's invoice exists, so that neither misses the other.
 */
export async function lockInvoiceId(tx: Transaction, store: StoreId, invoice: InvoiceId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${JSON.stringify([store, invoice])}, 0))`.execute(tx)
}

/** The invoice, locked until the transaction ends. */
export function lockInvoice(tx: Transaction, store: StoreId, invoice: InvoiceId): Promise<InvoiceRow | undefined> {
  return tx.selectFrom('invoices').selectAll().where('store', '=', store).where('id', '=', invoice).forUpdate().executeTakeFirst()
}

/** What is to be locked. */
export interface ChargesToLock {
  readonly store: StoreId
  readonly charges: readonly ChargeId[]
  /** The invoices of these charges, where the caller knows them; else they are read first. */
  readonly invoices?: readonly InvoiceId[] | undefined
}

/**
 * Runs `work` in a transaction that has `charges` and their invoices locked. A charge whose invoice is not among those that
 * were locked makes it start over. Charges that are not known here are left out.
 */
export async function withChargesLocked<T>(
  books: Books,
  { store, charges, invoices: known }: ChargesToLock,
  work: (tx: Transaction, charges: ReadonlyMap<ChargeId, ChargeRow>) => Promise<T>,
): Promise<T> {
  const wanted = [...new Set(charges)].toSorted()
  for (let isFirst = true; ; isFirst = false) {
    const invoices = isFirst && known !== undefined ? [...new Set(known)].toSorted() : await invoicesOf(books.db, store, wanted)
    const outcome = await invoiceTransaction(books, store, invoices, async (tx) => {
      for (const invoice of invoices) await lockInvoice(tx, store, invoice)
      const locked = await lockCharges(tx, store, wanted)
      const moved = locked.some((charge) => charge.invoice !== null && !invoices.includes(charge.invoice))
      return moved ? null : { value: await work(tx, new Map(locked.map((charge) => [charge.id, charge]))) }
    })
    if (outcome !== null) return outcome.value
  }
}

async function invoicesOf(db: Database, store: StoreId, charges: readonly ChargeId[]): Promise<string[]> {
  if (charges.length === 0) return []
  const rows = await db
    .selectFrom('charges')
    .select('invoice')
    .distinct()
    .where('store', '=', store)
    .where('id', 'in', charges)
    .where('invoice', 'is not', null)
    .execute()
  return rows.flatMap((row) => row.invoice ?? []).toSorted()
}

/** These charges as far as they are known here, locked until the transaction ends; their invoices must be locked. */
export function lockCharges(tx: Transaction, store: StoreId, charges: readonly ChargeId[]): Promise<ChargeRow[]> {
  if (charges.length === 0) return Promise.resolve([])
  return tx.selectFrom('charges').selectAll().where('store', '=', store).where('id', 'in', charges).orderBy('id').forUpdate().execute()
}
