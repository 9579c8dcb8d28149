/** The host creates or replaces an invoice; charges that waited for it find their place. */
import type { PutInvoice } from '../contract/requests.ts'
import type { Invoice } from '../contract/tab.ts'
import { ApiError } from '../context/errors.ts'
import { itemOf, reopenAttention } from '../attention/queries.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { touchInvoice } from '../database/invoices.ts'
import { invoiceTransaction } from '../database/invoice-transaction.ts'
import { lockInvoice, lockInvoiceId } from '../database/locks.ts'
import type { InvoiceRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import { actorOf, dropIfGone, type Principal } from '../context/principal.ts'
import { assignment, assignCharge } from './assign-charge.ts'
import { readTab } from '../tab/read-tab.ts'
import { assertSafeTotal } from './assert-safe-total.ts'
import type { Ctx } from '../context/ctx.ts'

/**
 * Returns the invoice as it stands now. Refused with currency_fixed where it has payments in another currency, and with
 * invalid_request where total and payments could not be counted exactly.
 */
export async function putInvoice(ctx: Ctx, principal: Principal, id: string, body: PutInvoice): Promise<Invoice> {
  await invoiceTransaction(ctx, principal.store, [id], (tx) => write(tx, ctx, principal, id, body))
  return (await readTab(ctx, principal, id)).invoice
}

async function write(tx: Transaction, ctx: Ctx, principal: Principal, id: string, body: PutInvoice): Promise<void> {
  await lockInvoiceId(tx, principal.store, id)
  const before = await lockInvoice(tx, principal.store, id)
  dropIfGone(principal)
  await assertSafeTotal(tx, { store: principal.store, id, total: body.total }, 0)
  if (before !== undefined && before.currency !== body.currency && (await hasPayments(tx, before))) throw new ApiError('currency_fixed')
  const columns = {
    number: body.number,
    currency: body.currency,
    total: body.total,
    status: body.status,
    customer_name: body.customer?.name ?? null,
    customer_email: body.customer?.email?.trim() ? body.customer.email : null,
  }
  const after = await tx
    .insertInto('invoices')
    .values({ store: principal.store, id, ...columns })
    .onConflict((conflict) => conflict.columns(['store', 'id']).doUpdateSet(columns))
    .returningAll()
    .executeTakeFirstOrThrow()
  await noteChange(tx, principal, before, after)
  await placeWaiting(tx, ctx, after)
}

async function hasPayments(tx: Transaction, invoice: InvoiceRow): Promise<boolean> {
  const payment = await tx
    .selectFrom('payments')
    .select('id')
    .where('store', '=', invoice.store)
    .where('invoice', '=', invoice.id)
    .where('removed_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return payment !== undefined
}

async function noteChange(tx: Transaction, principal: Principal, before: InvoiceRow | undefined, after: InvoiceRow): Promise<void> {
  const facts = ({ number, currency, total, status }: InvoiceRow) => ({ number, currency, total, status })
  const isSame =
    before !== undefined &&
    JSON.stringify([facts(before), before.customer_name, before.customer_email]) ===
      JSON.stringify([facts(after), after.customer_name, after.customer_email])
  if (isSame) return
  const { actor_name, via } = actorOf(principal)
  await writeAudit(tx, {
    store: after.store,
    invoice: after.id,
    action: 'invoice_changed',
    actor_name,
    via,
    payment: null,
    charge: null,
    refund: null,
    amount: after.total,
    currency: after.currency,
    data: { from: before === undefined ? null : facts(before), to: facts(after) },
  })
  if (before !== undefined) await touchInvoice(tx, after.store, after.id)
}

/** Charges that named this invoice before it was known, or in another currency than it had. */
async function placeWaiting(tx: Transaction, ctx: Ctx, invoice: InvoiceRow): Promise<void> {
  const waiting = await tx
    .selectFrom('charges')
    .selectAll()
    .where('store', '=', invoice.store)
    .where('claimed_invoice', '=', invoice.id)
    .where('state', '=', 'unmatched')
    .orderBy('id')
    .forUpdate()
    .execute()
  for (const charge of waiting) {
    const place = assignment(invoice.id, invoice, charge.currency)
    if (place.state === charge.state && place.unmatched_because === charge.unmatched_because) continue
    await tx.updateTable('charges').set(place).where('store', '=', charge.store).where('id', '=', charge.id).execute()
    // What a person acknowledged before was another mismatch.
    if (place.unmatched_because === 'currency_mismatch') await reopenAttention(tx, itemOf(charge, 'currency_mismatch'))
    await assignCharge(tx, ctx, { ...charge, ...place })
  }
}
