/**
 * What runs by itself. The tables say what is to be done and when, so there is no queue beside them: a poller takes what is
 * due, and what comes round regularly has a period of its own.
 */
import { purgeEmbedSessions } from '../access/purge-embed-sessions.ts'
import type { Log } from '../context/log.ts'
import { within } from '../context/within.ts'
import { WAIT_FOR_STOP } from '../domain/time-limits.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { detectRestores } from '../sync/detect-restore.ts'
import { expireApprovals } from '../refunds/expire-approvals.ts'
import { tryKeysAgain } from '../sync/key-trouble.ts'
import { createDeliverer, type Deliverer } from './deliver-notifications.ts'
import { createDueWork, type DueUnit } from './due-work.ts'
import { createPoller, type Poller } from './poller.ts'
import { purgeForeignCharges } from './purge-foreign-charges.ts'
import { purgeWhatWasSent } from './purge-what-was-sent.ts'
import { readAhead } from './queries.ts'
import { createReconciler } from './reconcile-stores.ts'
import { repeat } from './repeat.ts'

export interface Jobs {
  /** There is something due; taken up from `start` on, which checks by itself. */
  due(): void
  /** Something changed that endpoints may have to be told of. */
  news(): void
  start(ctx: GatewayCtx): void
  /** Finishes what is in hand, within a bound. */
  stop(): Promise<void>
}

export interface JobsOptions {
  readonly log: Log
  /** Units of due work done in this process at once. */
  readonly atOnce: number
  /** Seconds between checks for due work where nothing says that there is any, and for stores to reconcile. */
  readonly pollEvery: number
}

/** Seconds between two looks for refunds that waited too long for approval. */
const EXPIRE_EVERY = 60

/** Seconds between two times that what nobody needs any more is deleted. */
const PURGE_EVERY = 3600

export function createJobs({ log, atOnce, pollEvery }: JobsOptions): Jobs {
  const stopping = new AbortController()
  let poller: Poller | null = null
  let deliverer: Deliverer | null = null
  let running: readonly Promise<void>[] = []
  const onError = (error: unknown): void => log.error({ error }, 'Work that runs by itself failed; it is due again.')
  const every = (seconds: number, work: () => Promise<void>): Promise<void> => repeat(work, { seconds, stopping: stopping.signal, onError })

  return {
    due: () => poller?.due(),
    news: () => deliverer?.news(),
    start(ctx) {
      const { signal } = stopping
      poller = createPoller<DueUnit>({
        atOnce,
        every: pollEvery,
        ...createDueWork(ctx, signal),
        async secondsUntilDue() {
          const { seconds, hasEndpoints } = await readAhead(ctx.db)
          deliverer?.heed(hasEndpoints)
          return seconds
        },
        onError,
      })
      deliverer = createDeliverer(ctx, { pollEvery, stopping: signal, onError })
      poller.start()
      const reconciler = createReconciler(ctx, signal)
      running = [
        detectRestores(ctx).catch(onError),
        every(pollEvery, () => reconciler.begin()).then(() => reconciler.finished()),
        every(pollEvery, () => tryKeysAgain(ctx)),
        every(EXPIRE_EVERY, () => expireApprovals(ctx)),
        every(PURGE_EVERY, () => purgeEmbedSessions(ctx)),
        every(PURGE_EVERY, () => purgeForeignCharges(ctx)),
        every(PURGE_EVERY, () => purgeWhatWasSent(ctx)),
      ]
    },
    async stop() {
      stopping.abort()
      await within(WAIT_FOR_STOP, Promise.all([poller?.stop(), deliverer?.stop(), ...running]))
    },
  }
}
