import type { EventRow } from '../database/schema.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/** What shows of an event: never its payload, which holds customers' data. */
export type ListedInboxEvent = Pick<
  EventRow,
  'account' | 'id' | 'store' | 'type' | 'charge' | 'state' | 'received_at' | 'attempts' | 'next_attempt_at' | 'last_error' | 'settled_at'
>

/** Events of the inbox in one of `states`, the oldest first. */
export function listEvents(
  { db }: Pick<GatewayCtx, 'db'>,
  states: readonly EventRow['state'][],
  limit: number,
): Promise<ListedInboxEvent[]> {
  return db
    .selectFrom('events')
    .select(['account', 'id', 'store', 'type', 'charge', 'state', 'received_at', 'attempts', 'next_attempt_at', 'last_error', 'settled_at'])
    .where('state', 'in', states)
    .orderBy('received_at')
    .limit(limit)
    .execute()
}
