/** The host creates or replaces an invoice; charges that waited for it find their place. */
import type { InvoiceId } from '../contract/ids.ts'
import type { PutInvoice } from '../contract/requests.ts'
import { ApiError } from '../context/errors.ts'
import { itemOf, reopenAttention } from '../attention/queries.ts'
import { writeAudit } from '../audit/write-audit.ts'
import type { Ctx } from '../context/ctx.ts'
import { actorOf, dropIfGone, type Principal } from '../context/principal.ts'
import { invoiceTransaction } from '../database/invoice-transaction.ts'
import { lockInvoice, lockInvoiceId } from '../database/locks.ts'
import type { InvoiceRow } from '../database/schema.ts'
import { touchInvoice, type Transaction } from '../database/transactions.ts'
import { placeOf } from '../domain/assignment.ts'
import { paid } from '../domain/balance.ts'
import { sameColumns } from '../domain/same-columns.ts'
import { assertSafeTotal } from './assert-safe-total.ts'
import { assignCharge } from './assign-charge.ts'
import { lockWaitingCharges, setChargeColumns } from './charge-queries.ts'
import { putInvoiceRow, readAmounts } from './queries.ts'

/** An invoice as it is now, and what its rows add up to, in minor units. */
export interface InvoiceWritten {
  readonly invoice: InvoiceRow
  readonly paid: number
}

/**
 * Refused with currency_fixed where the invoice has payments in another currency, and with invalid_request where total and
 * payments could not be counted exactly.
 */
export function putInvoice(ctx: Ctx, principal: Principal, id: InvoiceId, body: PutInvoice): Promise<InvoiceWritten> {
  const { store } = principal
  return invoiceTransaction(ctx, store, [id], async (tx) => {
    await lockInvoiceId(tx, store, id)
    const before = await lockInvoice(tx, store, id)
    dropIfGone(principal)
    const rows = await readAmounts(tx, { store, id })
    assertSafeTotal(body.total, rows, 0)
    if (before !== undefined && before.currency !== body.currency && rows.length > 0) throw new ApiError('currency_fixed')
    const invoice = await putInvoiceRow(tx, {
      store,
      id,
      number: body.number,
      currency: body.currency,
      total: body.total,
      status: body.status,
      customer_name: body.customer?.name ?? null,
      customer_email: body.customer?.email?.trim() ? body.customer.email : null,
    })
    await noteChange(tx, principal, before, invoice)
    const hasMore = await placeWaiting(tx, ctx, invoice)
    return { invoice, paid: paid(hasMore ? await readAmounts(tx, invoice) : rows) }
  })
}

async function noteChange(tx: Transaction, principal: Principal, before: InvoiceRow | undefined, after: InvoiceRow): Promise<void> {
  const facts = ({ number, currency, total, status }: InvoiceRow) => ({ number, currency, total, status })
  if (before !== undefined && sameColumns(before, after, ['number', 'currency', 'total', 'status', 'customer_name', 'customer_email']))
    return
  writeAudit(tx, {
    store: after.store,
    invoice: after.id,
    action: 'invoice_changed',
    by: actorOf(principal),
    amount: after.total,
    currency: after.currency,
    data: { from: before === undefined ? null : facts(before), to: facts(after) },
  })
  if (before !== undefined) touchInvoice(tx, after.store, after.id)
}

/** Gives charges that wait for this invoice the place that they have now; says whether it got rows by that. */
async function placeWaiting(tx: Transaction, ctx: Ctx, invoice: InvoiceRow): Promise<boolean> {
  let hasMore = false
  for (const charge of await lockWaitingCharges(tx, invoice)) {
    const place = placeOf(invoice.id, invoice, charge.currency)
    if (place.unmatched_because === charge.unmatched_because) continue
    await setChargeColumns(tx, charge, place)
    // What a person acknowledged before was another mismatch.
    if (place.unmatched_because === 'currency_mismatch') await reopenAttention(tx, itemOf(charge, 'currency_mismatch'))
    await assignCharge(tx, ctx, { ...charge, ...place })
    hasMore ||= place.invoice !== null
  }
  return hasMore
}
