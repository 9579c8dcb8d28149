import type { ChargeId, InvoiceId, StoreId } from '../contract/ids.ts'
import type { Database } from './connection.ts'
import { invoiceTransaction, type Books } from './invoice-transaction.ts'
import { touchInvoice } from './transactions.ts'

export async function hasInvoice(db: Database, store: StoreId, invoice: InvoiceId): Promise<boolean> {
  const known = await db.selectFrom('invoices').select('id').where('store', '=', store).where('id', '=', invoice).executeTakeFirst()
  return known !== undefined
}

/** Marks the tab of the invoice that a charge is assigned to as changed, if it is to any. */
export async function touchInvoiceOf(books: Books, store: StoreId, charge: ChargeId): Promise<void> {
  const known = await books.db
    .selectFrom('charges')
    .select('invoice')
    .where('store', '=', store)
    .where('id', '=', charge)
    .executeTakeFirst()
  const invoice = known?.invoice ?? null
  if (invoice !== null) await invoiceTransaction(books, store, [invoice], async (tx) => touchInvoice(tx, store, invoice))
}
