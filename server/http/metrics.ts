/** What is measured, in a registry of its own, so that a host that embeds the server keeps its own apart. */
import { setTimeout as pause } from 'node:timers/promises'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { readOperatorStats, type OperatorStats } from '../health/operator-stats.ts'
import type { Ctx } from '../context/ctx.ts'
import { addOperatorGauges, type OperatorGauges, type OperatorGaugesParts } from './operator-gauges.ts'

export interface Metrics {
  readonly requests: Histogram<'call' | 'method' | 'status'>
  readonly webhooks: Counter<'outcome'>
  readonly stripeCall: OperatorGauges['stripeCall']
  /** Prometheus' text format. */
  read(): Promise<{ text: string; contentType: string }>
}

/** Seconds. */
const DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** Milliseconds for which counts are kept, so that nobody can keep the database busy by reading them. */
const COUNTS_LAST = 1_000

/** What may become of a webhook, as it is counted. */
const WEBHOOK_OUTCOMES = [
  'stored',
  'known',
  'unknown_account',
  'other_mode',
  'no_snapshot',
  'invalid_signature',
  'invalid_request',
  'failed',
]

export interface MetricsParts extends OperatorGaugesParts {
  readonly ctx: Pick<Ctx, 'db'>
  /** Milliseconds that only ever grow. */
  readonly now: () => number
}

export function createMetrics({ ctx, now, ...parts }: MetricsParts): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const gauges = addOperatorGauges(registry, parts)
  const requests = new Histogram({
    name: 'jeweltrak_http_request_duration_seconds',
    help: 'How long calls took to answer, streams until their first byte.',
    labelNames: ['call', 'method', 'status'],
    buckets: DURATIONS,
    registers,
  })
  const webhooks = new Counter({
    name: 'jeweltrak_webhooks_total',
    help: 'Webhooks by what became of them: stored, known, or ignored or refused and why.',
    labelNames: ['outcome'],
    registers,
  })
  for (const outcome of WEBHOOK_OUTCOMES) webhooks.inc({ outcome }, 0)
  const events = new Gauge({
    name: 'jeweltrak_events',
    help: 'Events in the inbox that wait to be applied, and that are dead.',
    labelNames: ['state'],
    registers,
  })
  const refunds = new Gauge({
    name: 'jeweltrak_refunds',
    help: 'Recorded refunds that are under way or went wrong, by status.',
    labelNames: ['status'],
    registers,
  })
  const overdue = new Gauge({
    name: 'jeweltrak_events_overdue_seconds',
    help: 'How long the event that waits for longest has been due.',
    registers,
  })
  const refundRequests = new Gauge({
    name: 'jeweltrak_refund_requests_open',
    help: 'Refund requests that are open.',
    registers,
  })
  const unknown = new Gauge({
    name: 'jeweltrak_refund_requests_unknown',
    help: 'Refund requests that were attempted and whose outcome is not known.',
    registers,
  })
  const unmatched = new Gauge({
    name: 'jeweltrak_charges_unmatched',
    help: 'Charges that name an invoice which is unknown or can’t take them.',
    registers,
  })
  const attentionItems = new Gauge({
    name: 'jeweltrak_attention_items',
    help: 'What needs a person, by what it is about; the command `attention list` lists it.',
    labelNames: ['code'],
    registers,
  })
  const notifications = new Gauge({
    name: 'jeweltrak_notifications',
    help: 'Notifications for the host’s endpoints that wait, and that were given up.',
    labelNames: ['status'],
    registers,
  })
  const oldestNotification = new Gauge({
    name: 'jeweltrak_notifications_oldest_seconds',
    help: 'For how long the oldest notification waits; 0 where none does.',
    registers,
  })

  let counted: { readonly at: number; readonly stats: Promise<OperatorStats> } | null = null
  const count = (): Promise<OperatorStats> => {
    if (counted === null || now() - counted.at >= COUNTS_LAST) counted = { at: now(), stats: readOperatorStats(ctx) }
    return counted.stats
  }

  return {
    requests,
    webhooks,
    stripeCall: gauges.stripeCall,
    async read() {
      await gauges.refresh()
      // What the database can't say now stays as it was, and `jeweltrak_ready` says so.
      const stats = await withinTime(count())
      if (stats !== null) set(stats)
      return { text: await registry.metrics(), contentType: registry.contentType }
    },
  }

  function set(stats: OperatorStats): void {
    for (const [state, count] of Object.entries(stats.events)) events.set({ state }, count)
    for (const [status, count] of Object.entries(stats.refunds)) refunds.set({ status }, count)
    overdue.set(stats.eventsOverdue)
    refundRequests.set(stats.openRefundRequests)
    unknown.set(stats.unknownRefundRequests)
    notifications.set({ status: 'waiting' }, stats.notifications.waiting)
    notifications.set({ status: 'dead' }, stats.notifications.dead)
    oldestNotification.set(stats.notifications.oldest)
    unmatched.set(stats.unmatchedCharges)
    for (const [code, count] of stats.attentionItems) attentionItems.set({ code }, count)
  }
}

/** Milliseconds that a scrape waits for the database. */
const MAX_WAIT = 2_000

async function withinTime<T>(work: Promise<T>): Promise<T | null> {
  const tooLate = new AbortController()
  try {
    return await Promise.race([work, pause(MAX_WAIT, null, { signal: tooLate.signal })])
  } catch {
    return null
  } finally {
    tooLate.abort()
  }
}
