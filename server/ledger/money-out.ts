import type { InvoiceId } from '../contract/ids.ts'
import { ApiError } from '../context/errors.ts'
import type { Principal } from '../context/principal.ts'
import type { Transaction } from '../database/transactions.ts'
import { refundLeft } from '../context/refund-left.ts'

/**
 * Refuses with exceeds_permission where `amount`, in minor units, is more than the session lets its actor give back on the
 * invoice, as a refund, in the books, or by removing what came in. The invoice must be locked.
 */
export async function assertWithinCap(tx: Transaction, principal: Principal, invoice: InvoiceId, amount: number): Promise<void> {
  const left = await refundLeft(tx, principal, invoice)
  if (left !== null && amount > left) throw new ApiError('exceeds_permission', undefined, { refundLeft: left })
}
