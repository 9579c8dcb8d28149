import { applyEvent } from '../apply-event.ts'
import type { Services } from '../services.ts'
import { storeEvent } from '../store-event.ts'
import type { Run } from './run.ts'

/** Stripe keeps its events for 30 days. */
const KEPT_DAYS = 30

/**
 * Takes in the events that never arrived, as if they had, and applies them. One that was stopped begins with the newest
 * again, which costs little: the event it came to may be forgotten by now, and no list goes on after that.
 */
export async function* takeInEvents(s: Services, run: Run): AsyncGenerator<Run> {
  const kept = new Date(run.startedAt.getTime() - KEPT_DAYS * 24 * 3600 * 1000)
  let { report } = run
  for await (const { items, last } of s.stripe.pages.undeliveredEvents(run.account, { since: kept, after: null })) {
    for (const event of items) {
      if (event.livemode !== s.settings.livemode) continue
      const isNew = await storeEvent(s, { store: run.store, account: run.account, event, payload: event.payload })
      if (!isNew) continue
      await applyEvent(s, { account: run.account ?? '', id: event.id })
      report = { ...report, events: report.events + 1 }
    }
    yield { ...run, after: last, report }
  }
}
