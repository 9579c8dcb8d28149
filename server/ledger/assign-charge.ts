/** Gives charges their place in the books: a row, and an invoice once one can take it. */
import type { PaymentId } from '../contract/ids.ts'
import { tellHeldBack } from '../audit/tell-host.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { itemOf, moveAttention, openAttention } from '../attention/queries.ts'
import type { Ctx } from '../context/ctx.ts'
import type { ChargeRow } from '../database/schema.ts'
import { storeKey } from '../database/store-key.ts'
import { touchInvoice, type Transaction } from '../database/transactions.ts'
import { PLACE_CODES, placeCodes, shownOn } from '../domain/assignment.ts'
import { hasForeignDispute, moveToInvoice } from './charge-queries.ts'
import { insertChargePayments } from './queries.ts'

/** What goes into the audit log with a row that is added. */
interface Facts {
  readonly restored?: true
}

/** The same as {@link assignCharges} for one; returns its row where that was added. */
export async function assignCharge(tx: Transaction, ctx: Ctx, charge: ChargeRow, facts: Facts = {}): Promise<PaymentId | null> {
  return (await assignCharges(tx, ctx, [charge], facts)).get(storeKey(charge)) ?? null
}

/**
 * Writes the charges' rows, hands their invoices to all that they brought along, and has the invoices' streams told. Returns the
 * rows that were added, by the keys of their charges.
 */
export async function assignCharges(
  tx: Transaction,
  ctx: Ctx,
  charges: readonly ChargeRow[],
  facts: Facts = {},
): Promise<ReadonlyMap<string, PaymentId>> {
  const added = await insertChargePayments(
    tx,
    charges.map(({ store, id, invoice, method, captured: amount, currency, charged_at: recorded_at }) => ({
      id: ctx.newId('pay'),
      ...{ store, invoice, method, amount, currency, recorded_at },
      charge: id,
    })),
  )
  const moved: { readonly charge: ChargeRow; readonly gone: readonly (typeof PLACE_CODES)[number][] }[] = []
  for (const charge of charges) {
    const payment = added.get(storeKey(charge)) ?? null
    if (payment !== null) auditRow(tx, charge, payment, facts)
    else if (await moveToInvoice(tx, charge)) await tellHeldBack(tx, charge)
    // What is new here has no dispute yet.
    const isNew = payment !== null && facts.restored !== true
    const codes = placeCodes(charge, !isNew && (await hasForeignDispute(tx, charge)))
    moved.push({ charge, gone: PLACE_CODES.filter((code) => !codes.includes(code)) })
    const shown = shownOn(charge)
    if (shown !== null) touchInvoice(tx, charge.store, shown, 'stripe')
  }
  await moveAttention(tx, moved)
  for (const { charge, gone } of moved)
    for (const code of PLACE_CODES) if (!gone.includes(code)) await openAttention(tx, itemOf(charge, code))
  return added
}

function auditRow(tx: Transaction, charge: ChargeRow, payment: PaymentId, facts: Facts): void {
  writeAudit(tx, {
    store: charge.store,
    invoice: charge.invoice,
    action: 'stripe_payment_recorded',
    payment,
    charge: charge.id,
    amount: charge.captured,
    currency: charge.currency,
    data: { claims: charge.claimed_invoice, ...facts },
  })
}
