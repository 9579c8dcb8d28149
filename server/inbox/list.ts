import type { EventRow } from '../database/schema.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/** What shows of an event: never its payload, which holds customers' data. */
export interface ListedInboxEvent extends Pick<
  EventRow,
  'account' | 'id' | 'store' | 'type' | 'charge' | 'state' | 'received_at' | 'attempts' | 'next_attempt_at' | 'last_error'
> {
  /** When a person acknowledged that it is dead. */
  readonly acknowledged_at: Date | null
}

/** Events of the inbox in one of `states`, the oldest first. */
export function listEvents(
  { db }: Pick<GatewayCtx, 'db'>,
  states: readonly EventRow['state'][],
  limit: number,
): Promise<ListedInboxEvent[]> {
  return db
    .selectFrom('events')
    .leftJoin('attention_items as item', (join) =>
      join
        .onRef('item.store', '=', 'events.store')
        .on('item.code', '=', 'event_dead')
        .onRef('item.subject', '=', 'events.id')
        .on('item.resolved_at', 'is', null),
    )
    .select(['events.account', 'events.id', 'events.store', 'events.type', 'events.charge', 'state', 'received_at', 'attempts'])
    .select(['next_attempt_at', 'last_error', 'item.acknowledged_at'])
    .where('state', 'in', states)
    .orderBy('received_at')
    .limit(limit)
    .execute()
}
