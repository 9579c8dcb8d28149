import { touchInvoice, transaction } from '../database/transactions.ts'
import type { ChargeId, StoreId } from '../contract/ids.ts'
import { openAttention } from '../attention/queries.ts'
import { checkInvoice } from './check-invoice.ts'
import { findCharge } from '../ledger/charge-queries.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { differingInvoices, setDiffering } from './queries.ts'
import type { Run } from './run.ts'
import { unlessUnreadable } from './unreadable.ts'

/**
 * Opens an attention item where what still differs belongs to an invoice. Where Stripe can't be read about the charge, the
 * invoice counts as differing until a later run can compare it.
 */
export async function openDifferenceOf(ctx: GatewayCtx, run: Run, charge: ChargeId): Promise<void> {
  const invoice = (await findCharge(ctx.db, run.store, charge))?.invoice ?? null
  if (invoice === null) return
  const checked = await unlessUnreadable(() => checkInvoice(ctx, run.store, invoice))
  if (checked === 'unreadable') await markDiffering(ctx, run.store, charge)
}

/** Opens an attention item for the invoice of a charge that differs, or may, and can't be compared: it matches no more. */
export async function markDiffering(ctx: GatewayCtx, store: StoreId, charge: ChargeId): Promise<void> {
  await transaction(ctx, async (tx) => {
    const invoice = await setDiffering(tx, store, charge)
    if (invoice === undefined) return
    await openAttention(tx, { store, code: 'difference', invoice })
    touchInvoice(tx, store, invoice)
  })
}

/** Compares the invoices that differ once more, one after the other; what matches by now needs no person any more. */
export async function* checkDiffering(ctx: GatewayCtx, run: Run): AsyncGenerator<Run> {
  for (const invoice of await differingInvoices(ctx.db, run.store)) {
    await unlessUnreadable(() => checkInvoice(ctx, run.store, invoice))
    yield run
  }
}
