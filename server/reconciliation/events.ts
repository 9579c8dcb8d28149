import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { importEvents } from '../inbox/import-undelivered.ts'
import type { Run } from './run.ts'
import { recordSkipped } from './skipped.ts'

/** Stripe keeps its events for 30 days. */
const KEPT_DAYS = 30

/**
 * Takes in the events that never arrived, as if they had, and applies them. One that was stopped begins with the newest
 * again, which costs little: the event it came to may be forgotten by now, and no list goes on after that.
 */
export async function* reconcileEvents(ctx: GatewayCtx, run: Run): AsyncGenerator<Run> {
  const kept = new Date(run.startedAt.getTime() - KEPT_DAYS * 24 * 3600 * 1000)
  let { report } = run
  for await (const { items, unreadable, last } of ctx.gateway.pages.undeliveredEvents(run.account, { since: kept, after: null })) {
    report = await recordSkipped(ctx, { ...run, report }, unreadable)
    report = { ...report, events: report.events + (await importEvents(ctx, run, items)) }
    yield { ...run, after: last, report }
  }
}
