import type { ListedEvent } from '../../stripe/door.ts'
import { applyEvent } from '../apply-event.ts'
import type { Services } from '../services.ts'
import { storeEvent } from '../store-event.ts'
import type { Run } from './run.ts'
import { passedOver } from './unreadable.ts'

/** Stripe keeps its events for 30 days. */
const KEPT_DAYS = 30

/**
 * Takes in the events that never arrived, as if they had, and applies them. One that was stopped begins with the newest
 * again, which costs little: the event it came to may be forgotten by now, and no list goes on after that.
 */
export async function* takeInEvents(s: Services, run: Run): AsyncGenerator<Run> {
  const kept = new Date(run.startedAt.getTime() - KEPT_DAYS * 24 * 3600 * 1000)
  let { report } = run
  for await (const { items, unreadable, last } of s.stripe.pages.undeliveredEvents(run.account, { since: kept, after: null })) {
    report = passedOver(s, report, unreadable)
    report = { ...report, events: report.events + (await takeIn(s, run, items)) }
    yield { ...run, after: last, report }
  }
}

/** Takes in the newest of them alone, a hundred at most: as many as somebody who waits can wait for. */
export async function takeInNewestEvents(s: Services, store: Pick<Run, 'store' | 'account'>): Promise<void> {
  const page = await s.stripe.pages.undeliveredEvents(store.account, { since: null, after: null }).next()
  if (page.done !== true) await takeIn(s, store, page.value.items)
}

/** Returns how many were new. */
async function takeIn(s: Services, { store, account }: Pick<Run, 'store' | 'account'>, events: readonly ListedEvent[]): Promise<number> {
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
