/**
 * What runs by itself. Our tables hold the truth; a job only says "look at it again". What is to be looked at now is
 * done in this process, what is to be looked at later waits as a job in PostgreSQL, and a sweep finds what no job names:
 * so a job that is lost, doubled or late costs time and nothing else.
 */
import type { AccountId, StoreId } from '../contract/ids.ts'
import { PgBoss } from 'pg-boss'
import * as z from 'zod/mini'
import { LIMITS } from '../database/limits.ts'
import type { Log } from '../context/log.ts'
import type { Wake } from '../context/ctx.ts'
import { createRunner, type Runner } from './runner.ts'

/** What is done when something is to be looked at. */
export interface Workers {
  event(event: { account: AccountId; id: string }): Promise<void>
  refund(request: { id: string }): Promise<void>
  charge(charge: { store: StoreId; id: string }): Promise<void>
  /** What is to be looked at once in every process, when it starts. */
  begin(): Promise<void>
  /** Finds what is due, hands it to `wake`, and tidies up; answers with the stores that are to be reconciled. */
  sweep(): Promise<readonly string[]>
  /** Reconciles a store, as far as it comes before `stopping`. */
  reconcile(store: StoreId, stopping: AbortSignal): Promise<void>
}

export interface Jobs {
  readonly wake: Wake
  start(workers: Workers): Promise<void>
  /** Finishes what is in hand, within a bound. */
  stop(): Promise<void>
}

export interface JobsOptions {
  readonly connectionString: string
  readonly log: Log
  /** Things looked at in this process at once. */
  readonly atOnce: number
  /** Seconds between sweeps, over all processes. */
  readonly sweepEvery: number
}

const Look = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('event'), account: z.string(), id: z.string() }),
  z.object({ kind: z.literal('refund'), id: z.string() }),
  z.object({ kind: z.literal('charge'), store: z.string(), id: z.string() }),
])
type Look = z.infer<typeof Look>

const LOOK = 'look'
const SWEEP = 'sweep'
const RECONCILE = 'reconcile'

const Reconciling = z.object({ store: z.string() })

/** Seconds between looks for jobs that are due: a refund's first retry, two seconds on, comes well within five. */
const POLLING = 1
const BATCH = 50

/** Stores reconciled at once in this process: one that takes hours holds up no other. */
const STORES_AT_ONCE = 4

/** Milliseconds that stopping waits for what is in hand: longer than a call to Stripe may take. */
const PATIENCE = 12_000

export function createJobs({ connectionString, log, atOnce, sweepEvery }: JobsOptions): Jobs {
  const boss = openBoss(connectionString, log)
  const runner = createRunner({
    atOnce,
    onError: (key, error) => log.error({ error, job: key }, 'A job failed; the sweep will look at it again.'),
  })
  let workers: Workers | null = null
  let sweeping: NodeJS.Timeout | undefined
  const stopping = new AbortController()

  const lookNow = (look: Look): void => {
    if (workers !== null) runNow(runner, workers, look)
  }

  const look = async (look: Look, delay: number): Promise<void> => {
    if (delay <= 0) return lookNow(look)
    try {
      await boss.send(LOOK, look, { startAfter: delay })
    } catch (error) {
      log.warn({ error, kind: look.kind }, 'A wake-up could not be stored; the sweep will look at it.')
    }
  }

  const sweepSoon = (): void => {
    // However many processes ask, there is one job in each span of time.
    boss
      .send(SWEEP, null, { singletonSeconds: sweepEvery })
      .catch((error: unknown) => log.warn({ error }, 'The next sweep could not be scheduled.'))
  }

  const reconcile = async (given: Workers, store: StoreId): Promise<void> => {
    try {
      await given.reconcile(store, stopping.signal)
    } catch (error) {
      log.warn({ error, store }, 'A store was not reconciled to the end; it goes on at the next sweep.')
    }
  }

  const reconcileSoon = async (store: StoreId): Promise<void> => {
    try {
      await boss.send(RECONCILE, { store }, { singletonKey: store })
    } catch (error) {
      log.warn({ error, store }, 'A reconciliation could not be scheduled; the sweep will.')
    }
  }

  const sweep = async (given: Workers): Promise<void> => {
    for (const store of await given.sweep()) await reconcileSoon(store)
  }

  return {
    wake: {
      event: ({ account, id }, delay) => look({ kind: 'event', account, id }, delay),
      refund: ({ id }, delay) => look({ kind: 'refund', id }, delay),
      charge: ({ store, id }, delay) => look({ kind: 'charge', store, id }, delay),
      reconcile: reconcileSoon,
    },
    async start(given) {
      workers = given
      await boss.start()
      await boss.createQueue(LOOK, QUEUE)
      await boss.createQueue(SWEEP, QUEUE)
      await boss.work(LOOK, { pollingIntervalSeconds: POLLING, batchSize: BATCH, burstWhenBatchFull: true }, async (jobs) => {
        for (const { data } of jobs) lookNow(Look.parse(data))
      })
      await boss.createQueue(RECONCILE, { ...RECONCILE_QUEUE, policy: 'exclusive' })
      // A queue of an older version is there already.
      await boss.updateQueue(RECONCILE, RECONCILE_QUEUE)
      await boss.work(SWEEP, { pollingIntervalSeconds: POLLING }, async () => runner.run('sweep', () => sweep(given)))
      await boss.work(RECONCILE, { pollingIntervalSeconds: POLLING, localConcurrency: STORES_AT_ONCE }, async (jobs) => {
        for (const { data } of jobs) await reconcile(given, Reconciling.parse(data).store)
      })
      runner.run('begin', () => given.begin())
      runner.run('sweep', () => sweep(given))
      sweeping = setInterval(sweepSoon, (sweepEvery * 1000) / 2)
    },
    async stop() {
      clearInterval(sweeping)
      stopping.abort()
      // What is under way may still want to be looked at later, so the queue ends after it.
      await runner.stop(PATIENCE)
      await boss.stop({ graceful: true, timeout: PATIENCE })
    },
  }
}

/** A job that is done or lost leaves no trace worth keeping; nothing is retried here, as the sweep does that. */
const QUEUE = { retryLimit: 0, expireInSeconds: 60, retentionSeconds: 24 * 3600, deleteAfterSeconds: 60 }

/**
 * One at a time for each store, over all processes, however long it takes; one cut short by a crash, whose heart beats no
 * more, is let go within minutes.
 */
const RECONCILE_QUEUE = { ...QUEUE, expireInSeconds: 12 * 3600, heartbeatSeconds: 60 }

function openBoss(connectionString: string, log: Log): PgBoss {
  const boss = new PgBoss({
    connectionString,
    schema: 'pgboss',
    application_name: 'jeweltrak-jobs',
    max: 2,
    connectionTimeoutMillis: LIMITS.connection,
    // Its cron is not used, and it is no place for measurements.
    schedule: false,
    registerInstance: false,
    monitorVacuum: false,
    reindex: false,
    openTelemetry: { enabled: false },
  })
  boss.on('error', (error) => log.warn({ error }, 'The job queue had an error and goes on.'))
  boss.on('warning', ({ message }) => log.warn({ message }, 'The job queue warns.'))
  return boss
}

function runNow(runner: Runner, workers: Workers, look: Look): void {
  switch (look.kind) {
    case 'event':
      return runner.run(`event ${look.account} ${look.id}`, () => workers.event(look))
    case 'refund':
      return runner.run(`refund ${look.id}`, () => workers.refund(look))
    case 'charge':
      return runner.run(`charge ${look.store} ${look.id}`, () => workers.charge(look))
  }
}
