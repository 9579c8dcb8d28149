/** The refund that a payout replaces, and whether it may. The invoice must be locked. */
import type { PaymentId, StoreId } from '../contract/ids.ts'
import { chargeBalance } from '../domain/refundable.ts'
import { isReplaceable, leftToPayOut } from '../domain/payouts.ts'
import { ApiError } from '../context/errors.ts'
import type { RecordBookPayment } from '../contract/requests.ts'
import { readLedgers } from '../database/charge-ledgers.ts'
import { lockCharges } from '../database/locks.ts'
import type { InvoiceRow, PaymentRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'

/** The row that `replaces` names. Refused with not_found. */
export async function findReplaced(tx: Transaction, invoice: InvoiceRow, id: string): Promise<PaymentRow> {
  const row = await tx
    .selectFrom('payments')
    .selectAll()
    .where('store', '=', invoice.store)
    .where('invoice', '=', invoice.id)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) throw new ApiError('not_found', 'There is no such refund on this invoice.')
  return row
}

/** Holds the charge of a refund of which a payout is removed: what can be refunded of it changes. */
export async function lockChargeOf(tx: Transaction, store: StoreId, refund: PaymentId): Promise<void> {
  const row = await tx.selectFrom('payments').select('charge').where('store', '=', store).where('id', '=', refund).executeTakeFirst()
  if (row?.charge != null) await lockCharges(tx, store, [row.charge])
}

/** Refused with invalid_request. */
export function assertReplaces(row: PaymentRow, direction: RecordBookPayment['direction']): void {
  if (row.kind !== 'refund' || !isReplaceable(row.status))
    throw new ApiError('invalid_request', 'Only a refund that failed or was canceled can be paid out another way.')
  if (direction !== 'out') throw new ApiError('invalid_request', 'A payout goes to the customer: send direction "out".')
}

/**
 * Locks the charge before it sums, as a refund to the card does, so that of the two only one gets the money. Refused with
 * amount_exceeds_refundable.
 */
export async function assertWithinLeft(tx: Transaction, refund: PaymentRow, amount: number): Promise<void> {
  const charges = await lockCharges(tx, refund.store, refund.charge === null ? [] : [refund.charge])
  const [ledger] = (await readLedgers(tx, refund.store, charges)).values()
  const payouts = await tx
    .selectFrom('payments')
    .select('amount')
    .where('replaces', '=', refund.id)
    .where('removed_at', 'is', null)
    .execute()
  const replaced = { amount: -refund.amount, state: refund.status, payouts: payouts.map((payout) => -payout.amount) }
  const left = ledger === undefined ? 0 : leftToPayOut(replaced, chargeBalance(ledger))
  if (amount > left) throw new ApiError('amount_exceeds_refundable', 'The amount is more than is left to pay out.', { refundable: left })
}
