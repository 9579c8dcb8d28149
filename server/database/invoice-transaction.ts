import type { InvoiceId, StoreId } from '../contract/ids.ts'
import type { Database } from './connection.ts'
import type { Transaction } from './transactions.ts'
import type { Turns } from './turns.ts'

/** The database and the turns at it. */
export interface Books {
  readonly db: Database
  readonly turns: Turns
}

/**
 * Runs `work` in a transaction about these invoices of a store, once it has its turn at each of them. Turns are taken in the order
 * of the ids, as locks are, so that no two wait for each other for ever.
 */
export function invoiceTransaction<T>(
  { db, turns }: Books,
  store: StoreId,
  invoices: readonly InvoiceId[],
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const transaction = (): Promise<T> => db.transaction().execute(work)
  return invoices
    .toSorted()
    .toReversed()
    .reduce((inner, invoice) => () => turns.take(store, invoice, inner), transaction)()
}
