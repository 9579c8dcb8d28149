import type { AccountId, StoreId } from '../contract/ids.ts'
import { databaseNow } from '../database/time.ts'
import type { EventFacts } from '../stripe/objects/event.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/** An event of a store's account: null is the platform's own. */
export interface IncomingEvent {
  readonly store: StoreId
  readonly account: AccountId | null
  readonly event: EventFacts
  readonly payload: string
}

/** Puts the event into the inbox, once per account and id, and has it applied soon. False where it was there already. */
export async function storeEvent(ctx: GatewayCtx, { store, account, event, payload }: IncomingEvent): Promise<boolean> {
  const key = { account: account ?? '', id: event.id }
  const stored = await ctx.db
    .insertInto('events')
    .values({ ...key, store, type: event.type, charge: event.charge, payload, next_attempt_at: databaseNow })
    .onConflict((conflict) => conflict.columns(['account', 'id']).doNothing())
    .executeTakeFirst()
  if (stored.numInsertedOrUpdatedRows === 0n) return false
  ctx.due()
  return true
}
