import { databaseNow } from '../database/time.ts'
import type { EventFacts } from '../stripe/objects/event.ts'
import type { Services } from './services.ts'

/** An event of a store's account: null is the platform's own. */
export interface IncomingEvent {
  readonly store: string
  readonly account: string | null
  readonly event: EventFacts
  readonly payload: string
}

/** Puts the event into the inbox, once per account and id, and has it looked at. False where it was there already. */
export async function storeEvent(s: Services, { store, account, event, payload }: IncomingEvent): Promise<boolean> {
  const key = { account: account ?? '', id: event.id }
  const stored = await s.db
    .insertInto('events')
    .values({ ...key, store, type: event.type, charge: event.charge, payload, received_at: s.clock(), next_attempt_at: databaseNow })
    .onConflict((conflict) => conflict.columns(['account', 'id']).doNothing())
    .executeTakeFirst()
  if (stored.numInsertedOrUpdatedRows === 0n) return false
  await s.wake.event(key, 0)
  return true
}
