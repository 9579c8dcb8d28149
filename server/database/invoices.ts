import type { ChargeId, InvoiceId, StoreId } from '../contract/ids.ts'
import type { Database } from './connection.ts'
import { invoiceTransaction, type Books } from './invoice-transaction.ts'
import { notify } from './tab-news.ts'
import type { Transaction } from './transactions.ts'

export async function hasInvoice(db: Database, store: StoreId, invoice: InvoiceId): Promise<boolean> {
  const known = await db.selectFrom('invoices').select('id').where('store', '=', store).where('id', '=', invoice).executeTakeFirst()
  return known !== undefined
}

/**
 * Marks the invoice's tab as changed; once the transaction commits, every stream of it is notified. `by`: where it was something of
 * Stripe's that changed, the invoice's last comparison with Stripe is out of date.
 */
export async function touchInvoice(tx: Transaction, store: StoreId, invoice: InvoiceId, by: 'books' | 'stripe' = 'books'): Promise<void> {
  await tx
    .with('touched', (query) =>
      query
        .updateTable('invoices')
        .set((column) => ({ version: column('version', '+', 1), ...(by === 'stripe' && { sync_outdated: true }) }))
        .where('store', '=', store)
        .where('id', '=', invoice)
        .returning('id'),
    )
    .selectFrom('touched')
    .select(notify({ store, invoice }))
    .executeTakeFirstOrThrow()
}

/** Marks all tabs of the store as changed, as {@link touchInvoice} does for one. */
export async function touchStore(tx: Transaction, store: StoreId): Promise<void> {
  await tx
    .with('touched', (query) =>
      query
        .updateTable('stores')
        .set((column) => ({ version: column('version', '+', 1) }))
        .where('id', '=', store)
        .returning('id'),
    )
    .selectFrom('touched')
    .select(notify({ store, invoice: null }))
    .executeTakeFirst()
}

/** The same for the invoice that a charge is assigned to, if any. */
export async function touchInvoiceOf(books: Books, store: StoreId, charge: ChargeId): Promise<void> {
  const known = await books.db
    .selectFrom('charges')
    .select('invoice')
    .where('store', '=', store)
    .where('id', '=', charge)
    .executeTakeFirst()
  const invoice = known?.invoice ?? null
  if (invoice !== null) await invoiceTransaction(books, store, [invoice], (tx) => touchInvoice(tx, store, invoice))
}
