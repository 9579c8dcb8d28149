/** A shop that moves in brings the entries of its books: cash, checks, store credit and gift cards from before. */
import { createHash } from 'node:crypto'
import type { InvoiceId, PaymentId, StoreId } from '../contract/ids.ts'
import { isAmountOf } from '../contract/money.ts'
import { writeAudit } from '../audit/write-audit.ts'
import type { Ctx } from '../context/ctx.ts'
import { ApiError } from '../context/errors.ts'
import { found } from '../context/found.ts'
import { actorOf, type Principal } from '../context/principal.ts'
import { invoiceTransaction } from '../database/invoice-transaction.ts'
import { lockInvoice } from '../database/locks.ts'
import type { PaymentRow } from '../database/schema.ts'
import { touchInvoice } from '../database/transactions.ts'
import { assertRoomForEntry, assertSafeTotal } from './assert-safe-total.ts'
import { findPayment, insertPayment, readAmounts } from './queries.ts'
import { isIdTaken } from './refund-queries.ts'

export interface ImportedEntry {
  /** The shop's own id of the payment: one that was imported before is known by it, however long ago. */
  readonly id: string
  readonly method: PaymentRow['method']
  /** In minor units; negative where it went out. */
  readonly amount: number
  readonly note: string | null
  /** When it was paid; now where nobody knows. */
  readonly recordedAt: Date | null
}

/**
 * Whether it was imported by this call; false where it was before. With `isTry` everything is checked and nothing written.
 * Refused with: not_found, invalid_request, invoice_voided, amount_not_positive, too_many_rows.
 */
export function importEntry(ctx: Ctx, principal: Principal, invoice: InvoiceId, entry: ImportedEntry, isTry: boolean): Promise<boolean> {
  const { store } = principal
  return invoiceTransaction(ctx, store, [invoice], async (tx) => {
    const known = found(await lockInvoice(tx, store, invoice), 'invoice')
    const { method, amount, note, recordedAt } = entry
    const id = idOf(store, entry.id)
    if ((await findPayment(tx, { store, invoice, id })) !== undefined) return false
    if (await isIdTaken(tx, id)) throw new ApiError('invalid_request', 'A payment of this id was imported for another invoice.')
    if (!isAmountOf(known.currency, amount))
      throw new ApiError('invalid_request', 'The amount has more decimals than this currency allows.')
    if (amount === 0) throw new ApiError('amount_not_positive')
    const rows = await readAmounts(tx, known)
    assertRoomForEntry(rows)
    assertSafeTotal(known.total, rows, Math.max(0, amount))
    if (known.status === 'voided') throw new ApiError('invoice_voided')
    if (isTry) return true
    const { currency } = known
    const by = actorOf(principal)
    const time = recordedAt === null ? {} : { recorded_at: recordedAt }
    await insertPayment(tx, {
      id,
      store,
      invoice,
      kind: 'book',
      method,
      amount,
      currency,
      status: 'succeeded',
      ...by,
      note,
      charge: null,
      ...time,
    })
    const data = { method, note, replaces: null, imported: entry.id }
    await writeAudit(tx, { store, invoice, action: 'payment_recorded', by, payment: id, amount, currency, data })
    touchInvoice(tx, store, invoice)
    return true
  })
}

/** The same for the same payment, so that the database itself takes it once. */
function idOf(store: StoreId, id: string): PaymentId {
  return `pay_${createHash('sha256')
    .update(JSON.stringify([store, id]))
    .digest('hex')
    .slice(0, 32)}`
}
