import type { ChargeId } from '../contract/ids.ts'
import { markDiffering } from '../database/invoices.ts'
import { checkInvoice } from './check-invoice.ts'
import { findCharge } from '../ledger/record-charge.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import type { Run } from './run.ts'
import { unlessUnreadable } from './unreadable.ts'

/**
 * Has a person called where what is still different concerns an invoice: its tab says so, and the list of concerns. Where
 * Stripe can't be read about it, it is in doubt, until a later run can compare it.
 */
export async function openDifferenceOf(ctx: GatewayCtx, run: Run, charge: ChargeId): Promise<void> {
  const invoice = (await findCharge(ctx, run.store, charge))?.invoice ?? null
  if (invoice === null) return
  const checked = await unlessUnreadable(() => checkInvoice(ctx, run.store, invoice))
  if (checked === 'unreadable') await markDiffering(ctx.db, run.store, charge, ctx.clock())
}

/** Looks again at the invoices that differ, one after the other: what has been settled since is no concern any more. */
export async function* checkDiffering(ctx: GatewayCtx, run: Run): AsyncGenerator<Run> {
  const invoices = await ctx.db
    .selectFrom('invoices')
    .select('id')
    .where('store', '=', run.store)
    .where('sync_differs_since', 'is not', null)
    .orderBy('id')
    .execute()
  for (const { id } of invoices) {
    await unlessUnreadable(() => checkInvoice(ctx, run.store, id))
    yield run
  }
}
