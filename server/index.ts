/** The server as something to embed: what `npm run serve` listens with, and any host with a `fetch` can mount. */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { createCtx } from './create-ctx.ts'
import { listenForChanges } from './database/changes.ts'
import type { Limits } from './database/limits.ts'
import type { FetchEnv } from './http/env.ts'
import { createApp } from './http/app.ts'
import type { Lifecycle } from './http/lifecycle.ts'
import { DEFAULT_RATE_LIMIT, type RateLimit } from './http/rate-limit.ts'
import { createMetrics } from './http/metrics.ts'
import { createRefuseUnreadable, type RefuseUnreadable } from './http/unreadable.ts'
import { createJobs } from './jobs/jobs.ts'
import { createLog } from './context/create-log.ts'
import { openDatabase, type DatabaseLocation } from './open-database.ts'
import { addKey, type KeyAdded } from './access/add-key.ts'
import { addStore } from './access/add-store.ts'
import type { Log } from './context/log.ts'
import { within } from './context/within.ts'
import { WAIT_FOR_STOP } from './domain/time-limits.ts'
import { withKeyTroubleNoticed } from './sync/key-trouble.ts'
import type { GatewayCtx } from './stripe/gateway-ctx.ts'
import { refuseQuietly } from './process/unreadable.ts'
import { createUnderWay, type UnderWay } from './under-way.ts'

/** Where the books are kept. */
export type { DatabaseLocation } from './open-database.ts'
/** The server's configuration, for a host that takes it from the environment too; `docs/operating.md` lists the variables. */
export { ConfigError, readConfig, requireStripe, type Config } from './config.ts'
/** The log as the server writes it; a host may hand in one of its own. */
export { createLog, type LogLevel } from './context/create-log.ts'
export type { Log } from './context/log.ts'
export type { FetchEnv } from './http/env.ts'
/** What a process that serves by itself needs: a port, signals, and a sentence for what went wrong at the start. */
export { explain } from './process/explain.ts'
export { listen, portSentence, type Listening } from './process/listen.ts'
export { createNodeHandler } from './process/node-handler.ts'
export { onSignals } from './process/signals.ts'

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
  readonly newId?: GatewayCtx['newId']
  readonly rateLimit?: RateLimit
  /** Seconds within which a sync of an invoice is answered as the one before; 10 unless given. */
  readonly syncSpacing?: number
  /** Addresses of proxies, and ranges such as `10.0.0.0/8`, whose `X-Forwarded-For` names the caller; none unless given. */
  readonly trustedProxies?: readonly string[]
  /** How long the database may keep anyone waiting. */
  readonly limits?: Limits
  /** Seconds between checks for due work where nothing announced any; 15 unless given. */
  readonly pollEvery?: number
  /** Checks every answer against the contract: for tests and development. */
  readonly checkAnswers?: boolean
}

export interface PaymentsServer {
  /** Answers a request. `env` is what `@hono/node-server` hands in; by it the caller's address is known. */
  fetch(request: Request, env?: FetchEnv): Promise<Response>
  /** The answer to what a process that listens could not read as a request: a problem, logged and counted like every other. */
  refuse: RefuseUnreadable
  /** Aborts where the server can never work again: its reason is an error that says why. Whoever runs the process ends it then. */
  readonly lost: AbortSignal
  /** Connects, migrates, and begins to work. Rejects, with nothing left running, where any of it fails. */
  start(): Promise<void>
  /**
   * Makes ready for `stop()`: the server says that it is not ready and serves on, then refuses new calls, has the
   * streams reconnect, and resolves once nothing is under way, or after a bound. Whoever listens closes his
   * connections between this and `stop()`.
   */
  drain(options?: DrainOptions): Promise<void>
  /** Drains without serving on, where that was not done before, and closes everything, the database last. */
  stop(): Promise<void>
}

export interface DrainOptions {
  /** How long it serves on, so that a balancer can notice that it is not ready; 0 unless given. */
  readonly seconds?: number
  /** Ends the serving on before its time. */
  readonly hurry?: AbortSignal
}

/** Units of due work done at once: no more than there are connections for it. */
const JOBS_AT_ONCE = 8
const POLL_EVERY = 15
/** Seconds. */
const SYNC_SPACING = 10

export function createPaymentsServer(options: PaymentsServerOptions): PaymentsServer {
  const draining = new AbortController()
  const refusing = new AbortController()
  const lost = new AbortController()
  const underWay = createUnderWay()
  let running: Promise<Running> | null = null
  let refuse: RefuseUnreadable = refuseQuietly
  let drained: Promise<void> | null = null

  const drain: PaymentsServer['drain'] = async ({ seconds = 0, hurry } = {}) => {
    draining.abort()
    const cutShort = AbortSignal.any([refusing.signal, ...(hurry === undefined ? [] : [hurry])])
    if (seconds > 0) await pause(seconds * 1000, undefined, { signal: cutShort }).catch(() => {})
    refusing.abort()
    await (drained ??= within(WAIT_FOR_STOP, underWay.finished()))
  }

  return {
    lost: lost.signal,
    async fetch(request, env = {}) {
      if (running === null) throw new Error('The payments server takes calls once start() is called.')
      const answer = running.then(({ fetch }) => fetch(request, env))
      // What is refused needs nothing that is closed, and must not keep a busy server from stopping.
      return refusing.signal.aborted ? answer : underWay.add(answer)
    },
    async start() {
      const lifecycle = { draining: draining.signal, refusing: refusing.signal, lost: lost.signal }
      running ??= run(options, lifecycle, underWay, (reason) => lost.abort(reason))
      ;({ refuse } = await running)
    },
    refuse: (status) => refuse(status),
    drain,
    async stop() {
      if (running === null) return
      await drain()
      // What failed to start has closed what it opened.
      const started = await running.catch(() => null)
      await started?.close()
    },
  }
}

interface Running {
  fetch(request: Request, env: FetchEnv): Response | Promise<Response>
  readonly refuse: RefuseUnreadable
  close(): Promise<void>
}

async function run(
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
  const services = withKeyTroubleNoticed(
    await createCtx({
      ...options,
      ...(options.limits === undefined ? {} : { maxWait: options.limits.connection }),
      db,
      log,
      due: jobs.due,
    }),
  )
  const { livemode } = services.settings
  if (typeof options.apiKey === 'string') {
    await addStore(services, {
      id: 'default',
      name: 'Default',
      stripeAccount: null,
      livemode,
      allowedOrigins: options.allowedOrigins ?? null,
    })
    warnOfEnd(services, await addKey(services, 'default', options.apiKey))
  }
  const changes = opened.adopt(
    await listenForChanges({
      connectionString,
      random: Math.random,
      onError: (error) => log.warn({ error }, 'The connection that listens for changes broke; it is made again.'),
    }),
    (it) => it.close(),
  )
  jobs.start({ ...services, db: database.jobs })
  const now = (): number => performance.now()
  const newRequestId = (): string => `req_${randomUUID().replaceAll('-', '')}`
  const metrics = createMetrics(services, now)
  const app = createApp({
    services,
    metrics,
    priority: { ...services, db: database.priority },
    streams: { ...services, db: database.streams },
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
  const kept = opened.move()
  return {
    fetch: (request, env) => app.fetch(request, env),
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
