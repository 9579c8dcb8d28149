/** Reconciles one invoice with Stripe now, and says whether both are the same. */
import type { SyncResult } from '../contract/responses.ts'
import { Refusal } from '../domain/refusal.ts'
import { StripeUnavailable } from '../stripe/unavailable.ts'
import type { Caller } from './caller.ts'
import { checkInvoice } from './check-invoice.ts'
import type { Services } from './services.ts'

/** Refused with: not_found, stripe_unavailable. */
export async function syncInvoice(s: Services, caller: Caller, invoice: string): Promise<SyncResult> {
  const { store } = caller
  const known = await s.db.selectFrom('invoices').select('id').where('store', '=', store).where('id', '=', invoice).executeTakeFirst()
  if (known === undefined) throw new Refusal('not_found', 'There is no such invoice.')
  try {
    return await checkInvoice(s, store, invoice)
  } catch (error) {
    if (error instanceof StripeUnavailable) throw new Refusal('stripe_unavailable')
    throw error
  }
}
