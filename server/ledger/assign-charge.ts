/** Gives a charge its place in the books: a row, and an invoice once one can take it. */
import type { PaymentId } from '../contract/ids.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { itemOf, moveAttention, openAttention } from '../attention/queries.ts'
import type { Ctx } from '../context/ctx.ts'
import { touchInvoice } from '../database/invoices.ts'
import type { ChargeRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import { PLACE_CODES, placeCodes, shownOn } from '../domain/assignment.ts'
import { hasForeignDispute, moveToInvoice } from './charge-queries.ts'
import { insertChargePayment } from './queries.ts'

/**
 * Writes the charge's row, hands its invoice to all that it brought along, and notifies the invoice's streams. `facts` go into
 * the audit log with a row that is added. Returns the row's id where it was added.
 */
export async function assignCharge(
  tx: Transaction,
  ctx: Ctx,
  charge: ChargeRow,
  facts: { readonly restored?: true } = {},
): Promise<PaymentId | null> {
  const payment = await addRow(tx, ctx, charge, facts)
  if (payment === null) await moveToInvoice(tx, charge)
  // What is new here has no dispute yet.
  const isNew = payment !== null && facts.restored !== true
  const codes = placeCodes(charge, !isNew && (await hasForeignDispute(tx, charge)))
  await moveAttention(
    tx,
    charge,
    PLACE_CODES.filter((code) => !codes.includes(code)),
  )
  for (const code of codes) await openAttention(tx, itemOf(charge, code))
  const shown = shownOn(charge)
  if (shown !== null) await touchInvoice(tx, charge.store, shown, 'stripe')
  return payment
}

async function addRow(tx: Transaction, ctx: Ctx, charge: ChargeRow, facts: { readonly restored?: true }): Promise<PaymentId | null> {
  const { store, invoice, currency, captured: amount } = charge
  const row = await insertChargePayment(tx, {
    id: ctx.newId('pay'),
    store,
    invoice,
    kind: 'charge',
    method: charge.method,
    amount,
    currency,
    status: 'succeeded',
    recorded_at: charge.charged_at,
    actor_name: null,
    via: 'stripe',
    charge: charge.id,
  })
  if (row === undefined) return null
  await writeAudit(tx, {
    store,
    invoice,
    action: 'stripe_payment_recorded',
    payment: row.id,
    charge: charge.id,
    amount,
    currency,
    data: { claims: charge.claimed_invoice, ...facts },
  })
  return row.id
}
