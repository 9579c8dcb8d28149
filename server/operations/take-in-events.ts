/** Events that Stripe listed and that never arrived here, taken in as if they had. */
import type { ListedEvent } from '../stripe/door.ts'
import { applyEvent } from './apply-event.ts'
import type { Origin } from './hold-charge.ts'
import type { Services } from './services.ts'
import { storeEvent } from './store-event.ts'

/** Takes these in, and returns how many were new. */
export async function takeInEvents(s: Services, { store, account }: Origin, events: readonly ListedEvent[]): Promise<number> {
  let taken = 0
  for (const event of events) {
    if (event.livemode !== s.settings.livemode) continue
    const isNew = await storeEvent(s, { store, account, event, payload: event.payload })
    if (!isNew) continue
    await applyEvent(s, { account: account ?? '', id: event.id })
    taken += 1
  }
  return taken
}

/** Takes in the newest of them alone, a hundred at most: as many as somebody who waits can wait for. */
export async function takeInNewestEvents(s: Services, store: Origin): Promise<void> {
  const page = await s.stripe.pages.undeliveredEvents(store.account, { since: null, after: null }).next()
  if (page.done !== true) await takeInEvents(s, store, page.value.items)
}
