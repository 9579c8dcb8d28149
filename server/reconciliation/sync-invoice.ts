/** Reconciles one invoice with Stripe now, and says whether both are the same. */
import type { InvoiceId } from '../contract/ids.ts'
import type { SyncResult } from '../contract/responses.ts'
import { assertInvoice } from '../context/found.ts'
import type { Principal } from '../context/principal.ts'
import { checkInvoice } from './check-invoice.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/** Refused with not_found. Throws StripeUnavailable. */
export async function syncInvoice(ctx: GatewayCtx, principal: Principal, invoice: InvoiceId): Promise<SyncResult> {
  const { store } = principal
  await assertInvoice(ctx, store, invoice)
  return checkInvoice(ctx, store, invoice)
}
