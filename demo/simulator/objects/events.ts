import { Stripe } from 'stripe'
import type { Account, Event, EventType, Snapshot } from '../state.ts'
import { type Context, seconds } from '../world.ts'

/** Stripe keeps events for 30 days; older ones can be neither listed nor retrieved. */
export const eventsKeptSeconds = 30 * 24 * 60 * 60

/** Records that something happened to `object` and sends it to every webhook endpoint. */
export function emit(context: Context, type: EventType, object: object, previous?: Snapshot): Event {
  const { world, account, request } = context
  const event: Event = {
    id: world.ids('evt'),
    object: 'event',
    ...(!account.platform && { account: account.id }),
    api_version: Stripe.API_VERSION,
    created: seconds(world.clock()),
    data: { object: { ...structuredClone(object) }, ...(previous !== undefined && { previous_attributes: previous }) },
    livemode: false,
    pending_webhooks: 0,
    request,
    type,
  }
  forgetOld(account, event.created)
  account.events.set(event.id, event)
  event.pending_webhooks = world.announce(account, event)
  world.changed()
  return event
}

/** Events are kept oldest first. */
function forgetOld(account: Account, now: number): void {
  for (const [id, event] of account.events) {
    if (now - event.created <= eventsKeptSeconds) return
    account.events.delete(id)
  }
}
