/**
 * Has notifications delivered, apart from other due work, so that endpoints which answer slowly or not at all hold up no
 * refund. Where there is no endpoint it does nothing.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Ctx } from '../context/ctx.ts'
import { deliver } from '../notifications/deliver.ts'
import { secondsUntilDelivery, takeDeliveries } from '../notifications/queries.ts'
import { createPoller } from './poller.ts'

export interface Deliverer {
  /** Whether there is any endpoint; from the first time that there is, it looks by itself. */
  heed(hasEndpoints: boolean): void
  /** Something changed of which endpoints may have to be told. */
  news(): void
  stop(): Promise<void>
}

export interface DelivererOptions {
  /** Seconds between checks where nothing announced anything. */
  readonly pollEvery: number
  readonly stopping: AbortSignal
  readonly onError: (error: unknown) => void
}

/** Requests under way at once in this process. */
const AT_ONCE = 4

/** Milliseconds for which news is gathered: of a thousand changes at once it need not be told a thousand times. */
const GATHERED = 100

export function createDeliverer(ctx: Ctx, { pollEvery, stopping, onError }: DelivererOptions): Deliverer {
  let isAnyone = false
  let isGathering = false
  const poller = createPoller({
    atOnce: AT_ONCE,
    every: pollEvery,
    take: (limit) => takeDeliveries(ctx.db, limit),
    work: (delivery) => deliver(ctx, delivery, stopping),
    secondsUntilDue: async () => (isAnyone ? secondsUntilDelivery(ctx.db) : null),
    onError,
  })
  return {
    heed(hasEndpoints) {
      isAnyone = hasEndpoints
      if (isAnyone) poller.start()
    },
    news() {
      if (!isAnyone || isGathering) return
      isGathering = true
      void pause(GATHERED, undefined, { signal: stopping }).then(
        () => {
          isGathering = false
          poller.due()
        },
        () => {},
      )
    },
    stop: () => poller.stop(),
  }
}
