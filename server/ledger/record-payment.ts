/** A person or the host records a book entry: cash, check, store credit or gift card. No money is moved by us. */
import type { InvoiceId, PaymentId } from '../contract/ids.ts'
import { isAmountOf } from '../contract/money.ts'
import type { RecordBookPayment } from '../contract/requests.ts'
import { writeAudit } from '../audit/write-audit.ts'
import type { Ctx } from '../context/ctx.ts'
import { ApiError } from '../context/errors.ts'
import { found } from '../context/found.ts'
import { actorOf, dropIfGone, permissionsOf, type Principal } from '../context/principal.ts'
import { invoiceTransaction } from '../database/invoice-transaction.ts'
import { lockInvoice } from '../database/locks.ts'
import type { InvoiceRow, PaymentRow } from '../database/schema.ts'
import { touchInvoice, type Transaction } from '../database/transactions.ts'
import { assertRoomForEntry, assertSafeTotal } from './assert-safe-total.ts'
import { digestOf, fingerprintOf, takeKey } from './idempotency.ts'
import { assertMayPayOut } from './money-out.ts'
import { findPayment, insertPayment, readAmounts } from './queries.ts'
import { findReplaced, assertWithinLeft, assertReplaces } from './replaced-refund.ts'

/**
 * Records `body.amount` minor units in or out, at most once per `idempotencyKey`; the answer is the row as it is now.
 * Refused with: forbidden, not_found, invalid_request, idempotency_key_reused, invoice_voided, amount_not_positive,
 * amount_exceeds_refundable, exceeds_permission, too_many_rows.
 */
export async function recordPayment(
  ctx: Ctx,
  principal: Principal,
  invoice: InvoiceId,
  body: RecordBookPayment,
  idempotencyKey: string | null,
): Promise<PaymentRow> {
  if (body.direction === 'out' && !permissionsOf(principal).refund)
    throw new ApiError('forbidden', 'Money out needs the permission refund too.')
  const { store } = principal
  return invoiceTransaction(ctx, store, [invoice], async (tx) => {
    const locked = await lockInvoice(tx, store, invoice)
    dropIfGone(principal)
    const known = found(locked, 'invoice')
    if (!isAmountOf(known.currency, body.amount))
      throw new ApiError('invalid_request', 'The amount has more decimals than this currency allows.')
    const refund = body.replaces === undefined ? null : await findReplaced(tx, known, body.replaces)
    const id = ctx.newId('pay')
    const earlier = idempotencyKey === null ? null : await takeKey(tx, keyedCall(principal, invoice, body, idempotencyKey), id)
    if (earlier !== null) return found(await findPayment(tx, { store, invoice, id: earlier }), 'payment')
    if (refund !== null) assertReplaces(refund, body.direction)
    const rows = await readAmounts(tx, known)
    assertRoomForEntry(rows)
    assertSafeTotal(known.total, rows, Math.max(0, body.amount))
    if (known.status === 'voided') throw new ApiError('invoice_voided')
    if (body.amount <= 0) throw new ApiError('amount_not_positive')
    if (refund !== null) await assertWithinLeft(tx, refund, body.amount)
    if (body.direction === 'out') await assertMayPayOut(tx, principal, invoice, body.amount)
    return write(tx, principal, known, { id, body, replaces: refund?.id ?? null })
  })
}

function keyedCall(principal: Principal, invoice: InvoiceId, body: RecordBookPayment, key: string) {
  const { method, amount, direction, replaces = null, note = null } = body
  return {
    store: principal.store,
    invoice,
    digest: digestOf(principal, invoice, key),
    fingerprint: fingerprintOf('payment', [method, amount, direction, replaces, note]),
  }
}

async function write(
  tx: Transaction,
  principal: Principal,
  { store, id: invoice, currency }: InvoiceRow,
  { id, body, replaces }: { readonly id: PaymentId; readonly body: RecordBookPayment; readonly replaces: PaymentId | null },
): Promise<PaymentRow> {
  const { method, note = null, direction } = body
  const by = actorOf(principal)
  const row = await insertPayment(tx, {
    id,
    store,
    invoice,
    kind: 'book',
    method,
    amount: direction === 'out' ? -body.amount : body.amount,
    currency,
    status: 'succeeded',
    ...by,
    note,
    replaces,
    charge: null,
  })
  writeAudit(tx, {
    store,
    invoice,
    action: 'payment_recorded',
    by,
    payment: id,
    amount: row.amount,
    currency,
    data: { method, note, replaces },
  })
  touchInvoice(tx, store, invoice)
  return row
}
