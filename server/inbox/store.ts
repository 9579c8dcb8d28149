import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { findKnownEvents, insertEvents, keyOf, type IncomingEvent } from './queries.ts'

/** Whether it is new here, was stored before, or is of an account that no store has. */
export type Stored = 'stored' | 'known' | 'unknown_account'

/**
 * Puts events into the inbox in one statement, each once per account and id, and has them applied soon. Returns in the
 * same order what became of each.
 */
export async function storeEvents(ctx: GatewayCtx, incoming: readonly IncomingEvent[]): Promise<Stored[]> {
  const firsts = new Map<string, IncomingEvent>()
  for (const one of incoming) if (!firsts.has(incomingKey(one))) firsts.set(incomingKey(one), one)
  const stored = await insertEvents(ctx.db, [...firsts.values()])
  if (stored.size > 0) ctx.due()
  const rest = [...firsts].filter(([key]) => !stored.has(key)).map(([, one]) => one)
  const known = rest.length === 0 ? stored : await findKnownEvents(ctx.db, rest)
  return incoming.map((one) => {
    const key = incomingKey(one)
    if (stored.has(key)) return firsts.get(key) === one ? 'stored' : 'known'
    return known.has(key) ? 'known' : 'unknown_account'
  })
}

/** The same for one. */
export async function storeEvent(ctx: GatewayCtx, incoming: IncomingEvent): Promise<Stored> {
  const [stored = 'unknown_account'] = await storeEvents(ctx, [incoming])
  return stored
}

function incomingKey({ account, event }: IncomingEvent): string {
  return keyOf({ account: account ?? '', id: event.id })
}
