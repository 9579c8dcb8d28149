/** The server as something to embed: what `npm run serve` listens with, and any host with a `fetch` can mount. */
import { randomUUID } from 'node:crypto'
import { createServices } from './create-services.ts'
import { listenForChanges } from './database/changes.ts'
import type { App } from './http/context.ts'
import { createApp } from './http/app.ts'
import { DEFAULT_RATE_LIMIT, type RateLimit } from './http/rate-limit.ts'
import { createJobs } from './jobs/jobs.ts'
import { workersFor } from './jobs/workers.ts'
import { createLog } from './log.ts'
import { openDatabase, type DatabaseLocation } from './open-database.ts'
import { addKey, type KeyAdded } from './operations/add-key.ts'
import { addStore } from './operations/add-store.ts'
import type { Log } from './operations/log.ts'
import type { Services } from './operations/services.ts'

export type { DatabaseLocation } from './open-database.ts'

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
  /** Signs embed sessions; one kept in the database unless given. */
  readonly embedSecret?: string | null
  /** An API key of the store `default`, which is made at start where a key is given; one that was revoked stays revoked. */
  readonly apiKey?: string | null
  /** Web origins whose pages may show the invoices of the store `default`; left as they are unless given. */
  readonly allowedOrigins?: readonly string[] | null
  readonly log?: Log
  readonly clock?: () => Date
  readonly newId?: Services['newId']
  readonly rateLimit?: RateLimit
  /** Seconds between looks for work that no job names. */
  readonly sweepEvery?: number
  /** Holds every answer against the contract: for tests and development. */
  readonly checkAnswers?: boolean
}

export interface PaymentsServer {
  /** Answers a request. `env` is what `@hono/node-server` hands in; by it the caller's address is known. */
  fetch(request: Request, env?: App['Bindings']): Promise<Response>
  /** Connects, migrates, and begins to work. Rejects, with nothing left running, where any of it fails. */
  start(): Promise<void>
  /** Ends the streams, lets what is under way finish within a bound, and closes everything, the database last. */
  stop(): Promise<void>
}

/** Things looked at at once by itself: fewer than there are connections, so that calls are never kept waiting. */
const JOBS_AT_ONCE = 8
const SWEEP_EVERY = 15

/** Milliseconds that stopping waits for calls under way: longer than a call to Stripe may take. */
const CALLS_PATIENCE = 12_000

export function createPaymentsServer(options: PaymentsServerOptions): PaymentsServer {
  const stopping = new AbortController()
  const underWay = new Set<Promise<Response>>()
  let running: Promise<Running> | null = null

  return {
    async fetch(request, env = {}) {
      if (running === null) throw new Error('The payments server takes calls once start() is called.')
      const answer = running.then(({ fetch }) => fetch(request, env))
      underWay.add(answer)
      try {
        return await answer
      } finally {
        underWay.delete(answer)
      }
    },
    async start() {
      await (running ??= run(options, stopping.signal))
    },
    async stop() {
      if (running === null) return
      stopping.abort()
      const { promise: tooLate, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, CALLS_PATIENCE)
      await Promise.race([Promise.allSettled(underWay), tooLate])
      clearTimeout(timer)
      // What failed to start has closed what it opened.
      const started = await running.catch(() => null)
      await started?.close()
    },
  }
}

interface Running {
  fetch(request: Request, env: App['Bindings']): Response | Promise<Response>
  close(): Promise<void>
}

async function run(options: PaymentsServerOptions, stopping: AbortSignal): Promise<Running> {
  const log = options.log ?? createLog('info')
  await using opened = new AsyncDisposableStack()
  const database = opened.adopt(await openDatabase(options.database, log), (it) => it.close())
  const { db, connectionString } = database
  const jobs = opened.adopt(
    createJobs({ connectionString, log, atOnce: JOBS_AT_ONCE, sweepEvery: options.sweepEvery ?? SWEEP_EVERY }),
    (it) => it.stop(),
  )
  const services = await createServices({ ...options, db, log, wake: jobs.wake })
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
      onError: (error) => log.warn({ error }, 'The connection that listens for changes broke; it is made again.'),
    }),
    (it) => it.close(),
  )
  await jobs.start(workersFor(services))
  const app = createApp({
    services,
    changes,
    rateLimit: options.rateLimit ?? DEFAULT_RATE_LIMIT,
    newRequestId: () => `req_${randomUUID().replaceAll('-', '')}`,
    now: () => performance.now(),
    stopping,
    checkAnswers: options.checkAnswers ?? false,
  })
  const kept = opened.move()
  return { fetch: (request, env) => app.fetch(request, env), close: () => kept.disposeAsync() }
}

/** A shop goes on without the key: only who runs it can give the newer one. */
function warnOfEnd({ log, clock }: Services, { endsAt }: KeyAdded): void {
  if (endsAt === null) return
  const toDo = 'Set it to the store’s newer key, or leave it out.'
  if (endsAt <= clock()) log.warn({ endedAt: endsAt }, `PAYMENTS_API_KEY names a key that was revoked, and it stays revoked. ${toDo}`)
  else log.warn({ endsAt }, `PAYMENTS_API_KEY names a key that a newer one replaced, and it ends soon. ${toDo}`)
}
