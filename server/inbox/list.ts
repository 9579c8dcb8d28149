import type { EventRow } from '../database/schema.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { readEvents, type ListedInboxEvent } from './queries.ts'

/** Events of the inbox in one of `states`, the oldest first. */
export function listEvents(
  { db }: Pick<GatewayCtx, 'db'>,
  states: readonly EventRow['state'][],
  limit: number,
): Promise<ListedInboxEvent[]> {
  return readEvents(db, states, limit)
}
