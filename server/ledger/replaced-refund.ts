/** The refund that a payout replaces, and whether it may. The invoice must be locked. */
import type { PaymentId, StoreId } from '../contract/ids.ts'
import type { RecordBookPayment } from '../contract/requests.ts'
import { ApiError } from '../context/errors.ts'
import { found } from '../context/found.ts'
import { readLedgers } from '../database/charge-ledgers.ts'
import { lockCharges } from '../database/locks.ts'
import type { InvoiceRow, PaymentRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import { leftToPayOut, payoutBlock, type PayoutBlock } from '../domain/payouts.ts'
import { chargeBalance } from '../domain/refundable.ts'
import { findPayment, readPayouts } from './queries.ts'
import { findChargeOf } from './refund-queries.ts'

/** The row that `replaces` names. Refused with not_found. */
export async function findReplaced(tx: Transaction, { store, id: invoice }: InvoiceRow, id: PaymentId): Promise<PaymentRow> {
  const row = await findPayment(tx, { store, invoice, id })
  return found(row?.removed_at === null ? row : undefined, 'refund')
}

/** Locks the charge of a refund of which a payout is removed: what can be refunded of it changes. */
export async function lockChargeOf(tx: Transaction, store: StoreId, refund: PaymentId): Promise<void> {
  const charge = await findChargeOf(tx, store, refund)
  if (charge !== null) await lockCharges(tx, store, [charge])
}

const IN_WORDS: Readonly<Record<PayoutBlock, string>> = {
  not_replaceable: 'Only a refund that failed or was canceled can be paid out another way.',
  not_out: 'A payout goes to the customer: send direction "out".',
}

/** Refused with invalid_request. */
export function assertReplaces(row: PaymentRow, direction: RecordBookPayment['direction']): void {
  const block = payoutBlock(row, direction)
  if (block !== null) throw new ApiError('invalid_request', IN_WORDS[block])
}

/**
 * Locks the charge before it sums, as a refund to the card does, so that of the two only one gets the money. Refused with
 * amount_exceeds_refundable.
 */
export async function assertWithinLeft(tx: Transaction, refund: PaymentRow, amount: number): Promise<void> {
  const charges = await lockCharges(tx, refund.store, refund.charge === null ? [] : [refund.charge])
  const [ledger] = (await readLedgers(tx, refund.store, charges)).values()
  const replaced = { amount: -refund.amount, status: refund.status, payouts: await readPayouts(tx, refund.id) }
  const left = leftToPayOut(replaced, ledger === undefined ? null : chargeBalance(ledger))
  if (amount > left) throw new ApiError('amount_exceeds_refundable', 'The amount is more than is left to pay out.', { refundable: left })
}
