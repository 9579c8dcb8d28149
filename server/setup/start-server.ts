/** Puts the server together from its rooms, and starts it. */
import { randomUUID } from 'node:crypto'
import { addKey, type KeyAdded } from '../access/add-key.ts'
import { addStore } from '../access/add-store.ts'
import { createLog } from '../context/create-log.ts'
import type { Log } from '../context/log.ts'
import type { UnderWay } from '../context/under-way.ts'
import { listenForChanges } from '../database/changes.ts'
import type { Limits } from '../database/limits.ts'
import { createApp } from '../http/app.ts'
import type { FetchEnv } from '../http/env.ts'
import type { Lifecycle } from '../http/lifecycle.ts'
import { createMetrics } from '../http/metrics.ts'
import { DEFAULT_RATE_LIMIT, type RateLimit } from '../http/rate-limit.ts'
import { createRefuseUnreadable, type RefuseUnreadable } from '../http/unreadable.ts'
import { createJobs } from '../jobs/jobs.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
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
  const ctx = withKeyTroubleNoticed(
    await createCtx({
      ...options,
      ...(options.limits === undefined ? {} : { maxWait: options.limits.connection }),
      db,
      log,
      due: jobs.due,
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
  const changes = opened.adopt(
    await listenForChanges({
      connectionString,
      db: database.streams,
      random: Math.random,
      onError: (error) => log.warn({ error }, 'The connection that listens for changes does not work; it is made again, or done without.'),
    }),
    (it) => it.close(),
  )
  changes.subscribeToAll(jobs.news)
  jobs.start({ ...ctx, db: database.jobs })
  const now = (): number => performance.now()
  const newRequestId = (): string => `req_${randomUUID().replaceAll('-', '')}`
  const metrics = createMetrics(ctx, now)
  const app = createApp({
    ctx,
    metrics,
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
