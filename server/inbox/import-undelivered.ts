/** Events that Stripe listed and that never arrived here, imported as if they had. */
import type { ListedEvent } from '../stripe/gateway.ts'
import { applyEvent } from './apply.ts'
import { applyTogether } from './apply-together.ts'
import { findWaiting, type IncomingEvent } from './queries.ts'
import type { AccountRef } from '../sync/ensure-charge.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { storeEvents } from './store.ts'

/** Imports these, applies them, and returns how many were new. */
export async function importEvents(ctx: GatewayCtx, { account }: AccountRef, events: readonly ListedEvent[]): Promise<number> {
  const incoming = events
    .filter(({ livemode }) => livemode === ctx.settings.livemode)
    .map((event): IncomingEvent => ({ account, event, payload: event.payload }))
  if (incoming.length === 0) return 0
  const stored = await storeEvents(ctx, incoming)
  const imported = incoming
    .filter((_one, index) => stored[index] === 'stored')
    .map(({ event }) => ({ account: account ?? '', id: event.id }))
  if (imported.length === 0) return 0
  while ((await applyTogether(ctx)) > 0);
  for (const key of await findWaiting(ctx.db, imported)) await applyEvent(ctx, key)
  return imported.length
}

/** Imports the newest of them alone, a hundred at most: as many as somebody who waits can wait for. */
export async function importNewestEvents(ctx: GatewayCtx, store: AccountRef): Promise<void> {
  const page = await ctx.gateway.pages.undeliveredEvents(store.account, { since: null, after: null }).next()
  if (page.done !== true) await importEvents(ctx, store, page.value.items)
}
