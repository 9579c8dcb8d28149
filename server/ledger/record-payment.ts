/** A person or the host records a book entry: cash, check, store credit or gift card. No money is moved by us. */
import type { InvoiceId, PaymentId } from '../contract/ids.ts'
import { isAmountOf } from '../contract/money.ts'
import type { RecordBookPayment } from '../contract/requests.ts'
import type { Payment } from '../contract/tab.ts'
import { ApiError } from '../context/errors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { touchInvoice } from '../database/invoices.ts'
import { invoiceTransaction } from '../database/invoice-transaction.ts'
import { lockInvoice } from '../database/locks.ts'
import type { InvoiceRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import { actorOf, dropIfGone, type Principal } from '../context/principal.ts'
import { digestOf, fingerprintOf, madeByKey, takeKey } from './idempotency.ts'
import { readPayment } from '../tab/read-tab.ts'
import { removedRow } from '../tab/tab-rows.ts'
import { findReplaced, assertWithinLeft, assertReplaces } from './replaced-refund.ts'
import { assertSafeTotal } from './assert-safe-total.ts'
import type { Ctx } from '../context/ctx.ts'

/**
 * Records `body.amount` minor units in or out, at most once per `idempotencyKey`.
 * Refused with: not_found, invalid_request, idempotency_key_reused, invoice_voided, amount_not_positive,
 * amount_exceeds_refundable.
 */
export async function recordPayment(
  ctx: Ctx,
  principal: Principal,
  invoice: InvoiceId,
  body: RecordBookPayment,
  idempotencyKey: string | null,
): Promise<Payment> {
  const id = await invoiceTransaction(ctx, principal.store, [invoice], async (tx) => {
    const held = await lockInvoice(tx, principal.store, invoice)
    dropIfGone(principal)
    if (held === undefined) throw new ApiError('not_found', 'There is no such invoice.')
    if (!isAmountOf(held.currency, body.amount))
      throw new ApiError('invalid_request', 'The amount has more decimals than this currency allows.')
    const refund = body.replaces === undefined ? null : await findReplaced(tx, held, body.replaces)
    const key =
      idempotencyKey === null
        ? null
        : {
            store: principal.store,
            invoice,
            digest: digestOf(principal, invoice, idempotencyKey),
            fingerprint: fingerprintOf('payment', [body.method, body.amount, body.direction, body.replaces ?? null, body.note ?? null]),
          }
    const known = key === null ? null : await madeByKey(tx, key)
    if (known !== null) return known
    if (refund !== null) assertReplaces(refund, body.direction)
    await assertSafeTotal(tx, held, Math.max(0, body.amount))
    if (held.status === 'voided') throw new ApiError('invoice_voided')
    if (body.amount <= 0) throw new ApiError('amount_not_positive')
    if (refund !== null) await assertWithinLeft(tx, refund, body.amount)
    const made = await addRow(tx, ctx, principal, held, body, refund?.id ?? null)
    if (key !== null) await takeKey(tx, key, made)
    return made
  })
  return outcome(ctx, principal, invoice, id)
}

/** The payment as it stands: one that was removed since is in no tab, and says by `canceled` that it counts no more. */
async function outcome(ctx: Ctx, principal: Principal, invoice: InvoiceId, id: string): Promise<Payment> {
  const removed = await ctx.db
    .selectFrom('payments')
    .selectAll()
    .where('store', '=', principal.store)
    .where('id', '=', id)
    .where('removed_at', 'is not', null)
    .executeTakeFirst()
  return removed === undefined ? readPayment(ctx, principal, invoice, id) : removedRow(removed)
}

async function addRow(
  tx: Transaction,
  ctx: Ctx,
  principal: Principal,
  invoice: InvoiceRow,
  body: RecordBookPayment,
  replaces: PaymentId | null,
): Promise<string> {
  const id = ctx.newId('pay')
  const amount = body.direction === 'out' ? -body.amount : body.amount
  const { actor_id, actor_name, via } = actorOf(principal)
  const { store, id: invoiceId, currency } = invoice
  await tx
    .insertInto('payments')
    .values({
      id,
      store,
      invoice: invoiceId,
      kind: 'book',
      method: body.method,
      amount,
      currency,
      status: 'succeeded',
      actor_id,
      actor_name,
      via,
      note: body.note ?? null,
      replaces,
      charge: null,
    })
    .execute()
  await writeAudit(tx, {
    store,
    invoice: invoiceId,
    action: 'payment_recorded',
    actor_name,
    via,
    payment: id,
    charge: null,
    refund: null,
    amount,
    currency,
    data: { method: body.method, note: body.note ?? null, replaces },
  })
  await touchInvoice(tx, store, invoiceId)
  return id
}
