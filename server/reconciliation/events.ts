import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { importEvents } from '../inbox/import-undelivered.ts'
import type { Run } from './run.ts'
import { recordSkipped } from './skipped.ts'

/** Stripe keeps its events for 30 days. */
const KEPT_DAYS = 30

/**
 * Imports the events that never arrived, as if they had, and applies them. It always begins with the newest, also after a stop:
 * the event it had come to may be forgotten by Stripe, and no list goes on after such a one. That costs little.
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
