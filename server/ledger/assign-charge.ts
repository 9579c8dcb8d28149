/** Gives a charge its place in the books: a row, and an invoice once one can take it. */
import type { InvoiceId } from '../contract/ids.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { itemOf, moveAttention, openAttention } from '../attention/queries.ts'
import type { AttentionCode } from '../contract/tab.ts'
import { touchInvoice } from '../database/invoices.ts'
import { rowOfCharge } from '../database/payments.ts'
import type { ChargeRow, InvoiceRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import type { Ctx } from '../context/ctx.ts'

type Place = Pick<ChargeRow, 'state' | 'invoice' | 'unmatched_because'>

/** Where a charge that names `claimed` belongs, given that invoice as it is held here, locked. */
export function assignment(claimed: InvoiceId | null, invoice: InvoiceRow | undefined, currency: string): Place {
  if (claimed === null) return { state: 'foreign', invoice: null, unmatched_because: null }
  if (invoice === undefined) return { state: 'unmatched', invoice: null, unmatched_because: 'unknown_invoice' }
  if (invoice.currency !== currency) return { state: 'unmatched', invoice: null, unmatched_because: 'currency_mismatch' }
  return { state: 'assigned', invoice: invoice.id, unmatched_because: null }
}

/**
 * Writes the charge's row and hands its invoice to all that it brought along; says so to the invoice's streams.
 * `facts` go into the audit log with a row that is added.
 */
export async function assignCharge(tx: Transaction, ctx: Ctx, charge: ChargeRow, facts: { restored?: true } = {}): Promise<void> {
  const row = await rowOfCharge(tx, charge.store, charge.id)
  if (row === undefined) await addRow(tx, ctx, charge, facts)
  else
    await tx
      .updateTable('payments')
      .set({ invoice: charge.invoice })
      .where('store', '=', charge.store)
      .where('charge', '=', charge.id)
      .where('invoice', 'is', null)
      .execute()
  const codes = await codesOf(tx, charge)
  const shown = shownOn(charge)
  await moveAttention(
    tx,
    charge,
    PLACE_CODES.filter((code) => !codes.includes(code)),
  )
  for (const code of codes) await openAttention(tx, itemOf(charge, code))
  if (shown !== null) await touchInvoice(tx, charge.store, shown)
}

const PLACE_CODES = ['unmatched', 'currency_mismatch'] as const satisfies AttentionCode[]

/** Why the charge needs a person where it is now. A dispute in another currency waits for one wherever the charge goes. */
async function codesOf(tx: Transaction, charge: ChargeRow): Promise<(typeof PLACE_CODES)[number][]> {
  const mismatches = charge.unmatched_because === 'currency_mismatch' || (await hasForeignDispute(tx, charge))
  return [
    ...(charge.unmatched_because === 'unknown_invoice' ? (['unmatched'] as const) : []),
    ...(mismatches ? (['currency_mismatch'] as const) : []),
  ]
}

/** The invoice whose tab tells of the charge: its own, or the one it names in another currency, which shows that a person is needed. */
export function shownOn(charge: ChargeRow): string | null {
  return charge.invoice ?? (charge.unmatched_because === 'currency_mismatch' ? charge.claimed_invoice : null)
}

async function hasForeignDispute(tx: Transaction, charge: ChargeRow): Promise<boolean> {
  const dispute = await tx
    .selectFrom('disputes')
    .select('id')
    .where('store', '=', charge.store)
    .where('charge', '=', charge.id)
    .where('currency', '<>', charge.currency)
    .limit(1)
    .executeTakeFirst()
  return dispute !== undefined
}

async function addRow(tx: Transaction, ctx: Ctx, charge: ChargeRow, facts: { restored?: true }): Promise<void> {
  const id = ctx.newId('pay')
  const { store, invoice, currency, captured: amount } = charge
  await tx
    .insertInto('payments')
    .values({
      id,
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
    .execute()
  await writeAudit(tx, {
    store,
    invoice,
    action: 'stripe_payment_recorded',
    actor_name: null,
    via: 'stripe',
    payment: id,
    charge: charge.id,
    refund: null,
    amount,
    currency,
    data: { claims: charge.claimed_invoice, ...facts },
  })
}
