import type { InvoiceId, StoreId } from '../contract/ids.ts'
import type { Database } from '../database/connection.ts'
import { hasInvoice } from '../database/invoices.ts'
import { ApiError } from './errors.ts'

const NOT_FOUND = {
  store: 'There is no such store.',
  invoice: 'There is no such invoice.',
  payment: 'There is no such payment on this invoice.',
  refund: 'There is no such refund on this invoice.',
}

/** What was looked for, where it is there. Refused with not_found. */
export function found<T>(row: T | undefined, what: keyof typeof NOT_FOUND): T {
  if (row === undefined) throw new ApiError('not_found', NOT_FOUND[what])
  return row
}

/** Refused with not_found where the store has no such invoice. */
export async function assertInvoice({ db }: { readonly db: Database }, store: StoreId, invoice: InvoiceId): Promise<void> {
  if (!(await hasInvoice(db, store, invoice))) throw new ApiError('not_found', NOT_FOUND.invoice)
}
