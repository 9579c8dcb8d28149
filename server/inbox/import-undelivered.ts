/** Events that Stripe listed and that never arrived here, imported as if they had. */
import type { ListedEvent } from '../stripe/gateway.ts'
import { applyEvent } from './apply.ts'
import type { AccountRef } from '../sync/ensure-charge.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { storeEvent } from './store.ts'

/** Imports these, and returns how many were new. */
export async function importEvents(ctx: GatewayCtx, { account }: AccountRef, events: readonly ListedEvent[]): Promise<number> {
  let taken = 0
  for (const event of events) {
    if (event.livemode !== ctx.settings.livemode) continue
    if ((await storeEvent(ctx, { account, event, payload: event.payload })) !== 'stored') continue
    await applyEvent(ctx, { account: account ?? '', id: event.id })
    taken += 1
  }
  return taken
}

/** Imports the newest of them alone, a hundred at most: as many as somebody who waits can wait for. */
export async function importNewestEvents(ctx: GatewayCtx, store: AccountRef): Promise<void> {
  const page = await ctx.gateway.pages.undeliveredEvents(store.account, { since: null, after: null }).next()
  if (page.done !== true) await importEvents(ctx, store, page.value.items)
}
