/** A book entry is taken out of the tab; the row and the audit log keep it. A payout that is removed replaces nothing any more. */
import type { InvoiceId } from '../contract/ids.ts'
import { ApiError } from '../context/errors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { touchInvoice } from '../database/invoices.ts'
import { invoiceTransaction } from '../database/invoice-transaction.ts'
import { lockInvoice } from '../database/locks.ts'
import { databaseNow } from '../database/time.ts'
import { actorOf, dropIfGone, type Principal } from '../context/principal.ts'
import { lockChargeOf } from './replaced-refund.ts'
import type { Ctx } from '../context/ctx.ts'

/** Removing again changes nothing. Refused with: not_found, stripe_row_not_removable. */
export async function removePayment(ctx: Ctx, principal: Principal, invoice: InvoiceId, id: string): Promise<void> {
  const { store } = principal
  await invoiceTransaction(ctx, store, [invoice], async (tx) => {
    await lockInvoice(tx, store, invoice)
    dropIfGone(principal)
    const row = await tx
      .selectFrom('payments')
      .selectAll()
      .where('store', '=', store)
      .where('invoice', '=', invoice)
      .where('id', '=', id)
      .executeTakeFirst()
    const processing =
      row === undefined
        ? await tx
            .selectFrom('refund_requests')
            .select('id')
            .where('store', '=', store)
            .where('invoice', '=', invoice)
            .where('id', '=', id)
            .where('state', '=', 'open')
            .executeTakeFirst()
        : undefined
    if (processing !== undefined) throw new ApiError('stripe_row_not_removable')
    if (row === undefined) throw new ApiError('not_found', 'There is no such payment on this invoice.')
    if (row.kind !== 'book') throw new ApiError('stripe_row_not_removable')
    if (row.removed_at !== null) return
    if (row.replaces !== null) await lockChargeOf(tx, store, row.replaces)
    const { actor_name, via } = actorOf(principal)
    await tx.updateTable('payments').set({ removed_at: databaseNow }).where('id', '=', id).execute()
    await writeAudit(tx, {
      store,
      invoice,
      action: 'payment_removed',
      actor_name,
      via,
      payment: id,
      charge: null,
      refund: null,
      amount: row.amount,
      currency: row.currency,
      data: { method: row.method, note: row.note },
    })
    await touchInvoice(tx, store, invoice)
  })
}
