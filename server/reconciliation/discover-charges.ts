import type { InvoiceId, StoreId } from '../contract/ids.ts'
import { claimedInvoice, mayName } from '../domain/assignment.ts'
import { chargePaidAt } from '../sync/charge-paid-at.ts'
import type { AccountRef } from '../sync/ensure-charge.ts'
import { claimAndRecord } from '../sync/claim.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { stripeAccountOf } from '../database/stores.ts'
import { importNewestEvents } from '../inbox/import-undelivered.ts'
import { unlessRightMissing } from './unreadable.ts'

/**
 * Finds charges of the invoice that are not known here, and records them. It looks in three places: at marks on charges
 * themselves, however old; at the newest events that never arrived, for charges that are marked elsewhere; and at the newest
 * checkout sessions, whose events Stripe may count as delivered. Throws StripeUnavailable.
 */
export async function discoverCharges(ctx: GatewayCtx, store: StoreId, invoice: InvoiceId): Promise<boolean> {
  const origin = { store, account: await stripeAccountOf(ctx, store) }
  const found = await unlessRightMissing(() => recordMarked(ctx, origin, invoice))
  const taken = await unlessRightMissing(() => importNewestEvents(ctx, origin))
  const paid = await unlessRightMissing(() => recordPaidAtNewestSessions(ctx, origin, invoice))
  return ![found, taken, paid].includes('right missing')
}

async function recordMarked(ctx: GatewayCtx, origin: AccountRef, invoice: InvoiceId): Promise<void> {
  for (const charge of await ctx.gateway.searchCharges(origin.account, invoice)) await claimAndRecord(ctx, origin, charge)
}

/** A hundred sessions at most: as many as somebody who waits can wait for. The store's own reconciliation reads them all. */
async function recordPaidAtNewestSessions(ctx: GatewayCtx, origin: AccountRef, invoice: InvoiceId): Promise<void> {
  const page = await ctx.gateway.pages.sessions(origin.account, { since: null, after: null }).next()
  if (page.done === true) return
  for (const session of page.value.items) {
    const claim = claimedInvoice({ charge: null, intent: null, sessions: [session] })
    if (claim === null || !mayName(claim, invoice)) continue
    const charge = await chargePaidAt(ctx, origin, session)
    if (charge !== null && charge !== 'gone') await claimAndRecord(ctx, origin, charge, [session])
  }
}
