/** What is measured of the process and of what is around it, each label there from the start. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { STRIPE_CALLS, STRIPE_OUTCOMES, type SeenCall } from '../context/seen-call.ts'
import { UNREADY_CODES } from '../health/check-readiness.ts'
import type { Condition } from '../health/readiness.ts'
import { WARNING_CODES } from '../health/warnings.ts'

/** The connections of one pool. */
export interface PoolState {
  readonly pool: string
  readonly busy: number
  readonly idle: number
  /** Calls that wait for a connection. */
  readonly waiting: number
}

export interface OperatorGaugesParts {
  readonly readCondition: () => Promise<Condition>
  readonly isHeard: () => boolean | null
  readonly pools: () => readonly PoolState[]
  readonly streams: () => number
}

export interface OperatorGauges {
  stripeCall(call: SeenCall): void
  /** Brings all up to date, for a scrape. */
  refresh(): Promise<void>
}

/** Seconds: Stripe is given up after ten. */
const DURATIONS = [0.1, 0.25, 0.5, 1, 2, 3, 5, 10]

export function addOperatorGauges(registry: Registry, parts: OperatorGaugesParts): OperatorGauges {
  const registers = [registry]
  const gauge = <L extends string = never>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> =>
    new Gauge({ name, help, labelNames: [...labelNames], registers })

  collectDefaultMetrics({ register: registry })
  const calls = new Counter({
    name: 'jeweltrak_stripe_calls_total',
    help: 'Calls to Stripe by what came of them: ok, missing, refused or a status; unreadable, timeout or unreachable.',
    labelNames: ['call', 'outcome'],
    registers,
  })
  for (const call of STRIPE_CALLS) for (const outcome of STRIPE_OUTCOMES) calls.inc({ call, outcome }, 0)
  const durations = new Histogram({
    name: 'jeweltrak_stripe_call_duration_seconds',
    help: 'How long Stripe took to answer.',
    labelNames: ['call'],
    buckets: DURATIONS,
    registers,
  })
  for (const call of STRIPE_CALLS) durations.zero({ call })
  const ready = gauge('jeweltrak_ready', '1 while the server can do its work, as /readyz says.')
  const unready = gauge('jeweltrak_unready', '1 for the reason for which the server is not ready.', ['because'])
  const warnings = gauge('jeweltrak_warnings', '1 for what is not as it should be although the server works; /readyz has the words.', [
    'code',
  ])
  const dueFor = gauge('jeweltrak_due_oldest_seconds', 'For how long the oldest due work has been due.')
  const refund = gauge('jeweltrak_refund_requests_open_oldest_seconds', 'How old the oldest refund request is whose outcome is not known.')
  const event = gauge('jeweltrak_event_lag_seconds', 'How long ago the oldest event came that is not applied yet.')
  const webhook = gauge('jeweltrak_webhook_newest_seconds', 'How long ago the newest webhook came, to the minute; −1 before the first.')
  const reconciled = gauge('jeweltrak_reconciled_oldest_seconds', 'How long ago the store was reconciled that waits for longest.')
  const heard = gauge('jeweltrak_live_updates', '1 while notifications of the database are heard, 0 while versions are read instead.')
  const streams = gauge('jeweltrak_streams_open', 'Streams of tabs that are open.')
  const pool = gauge('jeweltrak_database_connections', 'Connections to the database, and calls that wait for one.', ['pool', 'state'])

  return {
    stripeCall({ call, outcome, seconds }) {
      calls.inc({ call, outcome })
      durations.observe({ call }, seconds)
    },
    async refresh() {
      const condition = await parts.readCondition()
      ready.set(condition.unready === null ? 1 : 0)
      for (const because of UNREADY_CODES) unready.set({ because }, condition.unready?.code === because ? 1 : 0)
      for (const code of WARNING_CODES) warnings.set({ code }, condition.warnings.some((warning) => warning.code === code) ? 1 : 0)
      heard.set(parts.isHeard() === false ? 0 : 1)
      streams.set(parts.streams())
      for (const { pool: name, busy, idle, waiting } of parts.pools())
        for (const [state, count] of Object.entries({ busy, idle, waiting })) pool.set({ pool: name, state }, count)
      const { lags } = condition
      if (lags === null) return
      dueFor.set(lags.dueFor ?? 0)
      refund.set(lags.refundOpenFor ?? 0)
      event.set(lags.eventWaitsFor ?? 0)
      webhook.set(lags.webhookBefore ?? -1)
      reconciled.set(lags.reconciledBefore ?? 0)
    },
  }
}
