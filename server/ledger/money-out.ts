import type { InvoiceId } from '../contract/ids.ts'
import { ApiError } from '../context/errors.ts'
import type { Principal } from '../context/principal.ts'
import { readMoneyLeft } from '../context/refund-left.ts'
import type { Transaction } from '../database/transactions.ts'
import { leftInBooks, needsApproval } from '../domain/refund-approval.ts'

/**
 * Refuses with exceeds_permission where `amount`, in minor units, is more than the session lets its actor give back on the
 * invoice; tells whether a second person has to approve the refund. The invoice must be locked.
 */
export async function assertMayRefund(tx: Transaction, principal: Principal, invoice: InvoiceId, amount: number): Promise<boolean> {
  const left = await readMoneyLeft(tx, principal, invoice)
  assertWithin(left.refundLeft, amount)
  return needsApproval(amount, left)
}

/** The same for what is given back in the books, or by removing what came in: what needs a second person is refused. */
export async function assertMayPayOut(tx: Transaction, principal: Principal, invoice: InvoiceId, amount: number): Promise<void> {
  assertWithin(leftInBooks(await readMoneyLeft(tx, principal, invoice)), amount)
}

function assertWithin(left: number | null, amount: number): void {
  if (left !== null && amount > left) throw new ApiError('exceeds_permission', undefined, { refundLeft: left })
}
