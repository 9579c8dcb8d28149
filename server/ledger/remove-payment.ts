/** A book entry is taken out of the tab; the row and the audit log keep it. A payout that is removed replaces nothing any more. */
import type { InvoiceId, PaymentId } from '../contract/ids.ts'
import { writeAudit } from '../audit/write-audit.ts'
import type { Ctx } from '../context/ctx.ts'
import { ApiError } from '../context/errors.ts'
import { found } from '../context/found.ts'
import { actorOf, dropIfGone, isLimited, type Principal } from '../context/principal.ts'
import { invoiceTransaction } from '../database/invoice-transaction.ts'
import { lockInvoice } from '../database/locks.ts'
import { mayCorrect } from '../database/refunded-by-actor.ts'
import type { PaymentRow } from '../database/schema.ts'
import { touchInvoice, type Transaction } from '../database/transactions.ts'
import { findPayment, removeRow } from './queries.ts'
import { assertMayPayOut } from './money-out.ts'
import { isShownRequest } from './refund-queries.ts'
import { lockChargeOf } from './replaced-refund.ts'

/** Removing again changes nothing. Refused with: not_found, stripe_row_not_removable, exceeds_permission. */
export async function removePayment(ctx: Ctx, principal: Principal, invoice: InvoiceId, id: PaymentId): Promise<void> {
  const { store } = principal
  await invoiceTransaction(ctx, store, [invoice], async (tx) => {
    await lockInvoice(tx, store, invoice)
    dropIfGone(principal)
    const known = await findPayment(tx, { store, invoice, id })
    const isRequest = known === undefined && (await isShownRequest(tx, { store, invoice, id }))
    if (isRequest) throw new ApiError('stripe_row_not_removable')
    const row = found(known, 'payment')
    if (row.kind !== 'book') throw new ApiError('stripe_row_not_removable')
    if (row.removed_at !== null) return
    await assertMayRemove(tx, principal, invoice, row)
    if (row.replaces !== null) await lockChargeOf(tx, store, row.replaces)
    await removeRow(tx, id, principal.kind === 'host' ? null : principal.actor.id)
    writeAudit(tx, {
      store,
      invoice,
      action: 'payment_removed',
      by: actorOf(principal),
      payment: id,
      amount: row.amount,
      currency: row.currency,
      data: { method: row.method, note: row.note },
    })
    touchInvoice(tx, store, invoice)
  })
}

/** Taking out money that came in hides it like a payout. Who has only just recorded it corrects a mistake. */
async function assertMayRemove(tx: Transaction, principal: Principal, invoice: InvoiceId, { id, amount }: PaymentRow): Promise<void> {
  if (!isLimited(principal) || amount <= 0) return
  if (!(await mayCorrect(tx, id, principal.actor.id))) await assertMayPayOut(tx, principal, invoice, amount)
}
