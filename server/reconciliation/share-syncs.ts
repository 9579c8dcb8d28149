import { setTimeout as pause } from 'node:timers/promises'
import type { InvoiceId } from '../contract/ids.ts'
import type { SyncResult } from '../contract/responses.ts'
import type { Principal } from '../context/principal.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { syncInvoice } from './sync-invoice.ts'

/** Refused with not_found. Throws StripeUnavailable. */
export type SyncInvoice = (principal: Principal, invoice: InvoiceId) => Promise<SyncResult>

/**
 * Syncs an invoice once for all who want it at the same time, and gives them that answer again for `spacing` milliseconds:
 * each sync is several calls to Stripe, which takes only so many. One that failed is tried anew.
 */
export function shareSyncs(ctx: GatewayCtx, spacing: number): SyncInvoice {
  const runs = new Map<string, Promise<SyncResult>>()

  const forgetLater = async (key: string, run: Promise<SyncResult>): Promise<void> => {
    const succeeded = await run.then(
      () => true,
      () => false,
    )
    if (succeeded && spacing > 0) await pause(spacing, undefined, { ref: false })
    runs.delete(key)
  }

  return (principal, invoice) => {
    const key = JSON.stringify([principal.store, invoice])
    const running = runs.get(key)
    if (running !== undefined) return running
    const run = syncInvoice(ctx, principal, invoice)
    runs.set(key, run)
    void forgetLater(key, run)
    return run
  }
}
