import { doubtInvoiceOf } from '../../database/queries/invoices.ts'
import { checkInvoice } from '../check-invoice.ts'
import { findCharge } from '../record-charge.ts'
import type { Services } from '../services.ts'
import type { Run } from './run.ts'
import { unlessUnreadable } from './unreadable.ts'

/**
 * Has a person called where what is still different concerns an invoice: its tab says so, and the list of concerns. Where
 * Stripe can't be read about it, it is in doubt, until a later run can compare it.
 */
export async function callForCharge(s: Services, run: Run, charge: string): Promise<void> {
  const invoice = (await findCharge(s, run.store, charge))?.invoice ?? null
  if (invoice === null) return
  const checked = await unlessUnreadable(() => checkInvoice(s, run.store, invoice))
  if (checked === 'unreadable') await doubtInvoiceOf(s.db, run.store, charge, s.clock())
}

/** Looks again at the invoices that differ, one after the other: what has been settled since is no concern any more. */
export async function* checkDiffering(s: Services, run: Run): AsyncGenerator<Run> {
  const invoices = await s.db
    .selectFrom('invoices')
    .select('id')
    .where('store', '=', run.store)
    .where('sync_differs_since', 'is not', null)
    .orderBy('id')
    .execute()
  for (const { id } of invoices) {
    await unlessUnreadable(() => checkInvoice(s, run.store, id))
    yield run
  }
}
