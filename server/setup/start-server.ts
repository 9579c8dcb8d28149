/** Puts the server together from its rooms, and starts it. */
import { randomUUID } from 'node:crypto'
import { addKey, type KeyAdded } from '../access/add-key.ts'
import { addStore } from '../access/add-store.ts'
import { createLog } from '../context/create-log.ts'
import type { Log } from '../context/log.ts'
import type { UnderWay } from '../context/under-way.ts'
import { listenForChanges } from '../database/changes.ts'
import type { Limits } from '../database/limits.ts'
import { createApp, createOperatorApp } from '../http/app.ts'
import { createLiveUpdatesNote } from '../health/live-updates.ts'
import { createReadiness } from '../health/readiness.ts'
import { watchEndpoints } from '../health/watch-endpoints.ts'
import { createWatch } from '../health/watch.ts'
import type { FetchEnv } from '../http/env.ts'
import type { Lifecycle } from '../http/lifecycle.ts'
import { createMetrics } from '../http/metrics.ts'
import { DEFAULT_RATE_LIMIT, type RateLimit } from '../http/rate-limit.ts'
import { createRefuseUnreadable, type RefuseUnreadable } from '../http/unreadable.ts'
import { createJobs } from '../jobs/jobs.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { createStripeInspector } from '../stripe/inspect.ts'
import { isLiveKey } from '../stripe/live-key.ts'
import { withKeyTroubleNoticed } from '../sync/key-trouble.ts'
import { createCtx } from './create-ctx.ts'
import { openDatabase, type DatabaseLocation } from './open-database.ts'

export interface PaymentsServerOptions {
  /** A PostgreSQL to connect to, or the directory of an embedded one. */
  readonly database: DatabaseLocation
  readonly stripe: {
    readonly secretKey: string
    /** Where Stripe's API is; Stripe's own unless given. */
    readonly apiUrl?: string | null
    /** Where Stripe's dashboard is; Stripe's own unless given. */
    readonly dashboardUrl?: string | null
  }
  /** Every secret that a webhook may be signed with. */
  readonly webhookSecrets: readonly string[]
  /** Signs embed sessions: one, or several while one is replaced, of which the first signs; one kept in the database unless given. */
  readonly embedSecret?: string | readonly string[] | null
  /** An API key of the store `default`, which is made at start where a key is given; one that was revoked stays revoked. */
  readonly apiKey?: string | null
  /** Web origins whose pages may show the invoices of the store `default`; left as they are unless given. */
  readonly allowedOrigins?: readonly string[] | null
  readonly log?: Log
  readonly clock?: () => Date
  /** How much of the memory that it may use the process uses, 0 to 1; as V8 and the container say unless given. */
  readonly memory?: () => number
  readonly newId?: GatewayCtx['newId']
  readonly rateLimit?: RateLimit
  /** Seconds within which a sync of an invoice is answered as the one before; 10 unless given. */
  readonly syncSpacing?: number
  /** Addresses of proxies, and ranges such as `10.0.0.0/8`, whose `X-Forwarded-For` names the caller; none unless given. */
  readonly trustedProxies?: readonly string[]
  /** Whether notifications may go to private addresses and without TLS; not unless given. */
  readonly allowPrivateEndpoints?: boolean
  /** How long the database may keep anyone waiting. */
  readonly limits?: Limits
  /** Seconds between checks for due work where nothing announced any; 15 unless given. */
  readonly pollEvery?: number
  /** Whether health, readiness and metrics are answered by `fetchOperator` alone, and not by `fetch`. */
  readonly operatorApart?: boolean
  /** Seconds from the start until Stripe’s webhook endpoints are looked at first, then hourly; 20 unless given. */
  readonly checkEndpointsAfter?: number
  /** Checks every answer against the contract: for tests and development. */
  readonly checkAnswers?: boolean
}

/** Units of due work done at once: no more than there are connections for it. */
const JOBS_AT_ONCE = 8
const POLL_EVERY = 15
/** Seconds. */
const SYNC_SPACING = 10

/** A server that runs. */
export interface Running {
  fetch(request: Request, env: FetchEnv): Response | Promise<Response>
  fetchOperator(request: Request): Response | Promise<Response>
  readonly refuse: RefuseUnreadable
  close(): Promise<void>
}

/** Connects, migrates, and begins to work. Rejects, with nothing left running, where any of it fails. */
export async function startServer(
  options: PaymentsServerOptions,
  lifecycle: Lifecycle,
  underWay: UnderWay,
  onLost: (reason: unknown) => void,
): Promise<Running> {
  const log = options.log ?? createLog('info')
  await using opened = new AsyncDisposableStack()
  const database = opened.adopt(await openDatabase(options.database, log, options.limits), (it) => it.close())
  const { db, connectionString, lost } = database
  lost.addEventListener('abort', () => onLost(lost.reason))
  const jobs = opened.adopt(createJobs({ log, atOnce: JOBS_AT_ONCE, pollEvery: options.pollEvery ?? POLL_EVERY }), (it) => it.stop())
  const clock = options.clock ?? (() => new Date())
  const now = (): number => performance.now()
  const watch = createWatch(now, options.memory)
  const readCondition = createReadiness({
    ctx: { db: database.priority, clock, livemode: isLiveKey(options.stripe.secretKey), startedAt: clock() },
    watch,
    now,
    isStopping: () => lifecycle.draining.aborted,
  })
  let streams = 0
  const metrics = createMetrics({
    ctx: { db },
    now,
    readCondition,
    isHeard: () => watch.read().isHeard,
    pools: database.pools,
    streams: () => streams,
  })
  const ctx = withKeyTroubleNoticed(
    await createCtx({
      ...options,
      ...(options.limits === undefined ? {} : { maxWait: options.limits.connection }),
      db,
      log,
      due: jobs.due,
      onStripeCall(call) {
        watch.stripeCall(call)
        metrics.stripeCall(call)
      },
    }),
  )
  // What is committed is told before the connections close.
  opened.defer(() => ctx.news.told())
  const { livemode } = ctx.settings
  if (typeof options.apiKey === 'string') {
    await addStore(ctx, {
      id: 'default',
      name: 'Default',
      stripeAccount: null,
      livemode,
      allowedOrigins: options.allowedOrigins ?? null,
    })
    warnOfEnd(ctx, await addKey(ctx, 'default', options.apiKey))
  }
  const noteLiveUpdates = createLiveUpdatesNote({ db: database.jobs, log })
  const changes = opened.adopt(
    await listenForChanges({
      connectionString,
      db: database.streams,
      random: Math.random,
      onHeard(isHeard) {
        watch.heard(isHeard)
        noteLiveUpdates(isHeard)
      },
      onError: (error) => log.warn({ error }, 'The connection that listens for changes broke; it is made again.'),
    }),
    (it) => it.close(),
  )
  changes.subscribeToAll(jobs.news)
  jobs.start({ ...ctx, db: database.jobs })
  const closing = new AbortController()
  opened.defer(() => closing.abort())
  const inspector = createStripeInspector({ secretKey: options.stripe.secretKey, apiUrl: options.stripe.apiUrl ?? null, now: Date.now })
  void watchEndpoints({ inspector, watch, log, after: options.checkEndpointsAfter, stopping: closing.signal })
  const newRequestId = (): string => `req_${randomUUID().replaceAll('-', '')}`
  const app = createApp({
    ctx,
    metrics,
    readCondition,
    watch,
    onStream: (change) => void (streams += change),
    operatorApart: options.operatorApart ?? false,
    priority: { ...ctx, db: database.priority },
    streams: { ...ctx, db: database.streams },
    changes,
    rateLimit: options.rateLimit ?? DEFAULT_RATE_LIMIT,
    trustedProxies: options.trustedProxies ?? [],
    syncSpacing: (options.syncSpacing ?? SYNC_SPACING) * 1000,
    newRequestId,
    now,
    lifecycle,
    underWay: underWay.add,
    checkAnswers: options.checkAnswers ?? false,
  })
  const operatorApp = createOperatorApp({
    ctx,
    metrics,
    readCondition,
    newRequestId,
    now,
    lifecycle,
    checkAnswers: options.checkAnswers ?? false,
  })
  const kept = opened.move()
  return {
    fetch: (request, env) => app.fetch(request, env),
    fetchOperator: (request) => operatorApp.fetch(request),
    refuse: createRefuseUnreadable({ log, metrics, newRequestId }),
    close: () => kept.disposeAsync(),
  }
}

/** A shop goes on without the key: only who runs it can give the newer one. */
function warnOfEnd({ log, clock }: GatewayCtx, { endsAt }: KeyAdded): void {
  if (endsAt === null) return
  const toDo = 'Set it to the store’s newer key, or leave it out.'
  if (endsAt <= clock()) log.warn({ endedAt: endsAt }, `PAYMENTS_API_KEY names a key that was revoked, and it stays revoked. ${toDo}`)
  else log.warn({ endsAt }, `PAYMENTS_API_KEY names a key that a newer one replaced, and it ends soon. ${toDo}`)
}
