import type { InvoiceId, StoreId } from '../contract/ids.ts'
import type { Database } from './connection.ts'
import type { News } from './news.ts'
import { transaction, type Transaction } from './transactions.ts'
import type { InvoiceQueue } from './invoice-queue.ts'

/** The database, the queue of each invoice, and whom changes are told. */
export interface Books {
  readonly db: Database
  readonly news: News
  readonly invoiceQueue: InvoiceQueue
}

/**
 * Runs `work` in a transaction about these invoices of a store, once it is first in the line of each of them. Lines are joined
 * in the order of the ids, as locks are, so that no two wait for each other for ever.
 */
export function invoiceTransaction<T>(
  books: Books,
  store: StoreId,
  invoices: readonly InvoiceId[],
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return invoices
    .toSorted()
    .toReversed()
    .reduce(
      (inner, invoice) => () => books.invoiceQueue.run(store, invoice, inner),
      () => transaction(books, work),
    )()
}
