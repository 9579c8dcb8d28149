/**
 * Turns about an invoice. Transactions about one invoice wait for its row anyway; those of this process wait here, in
 * line and without a connection, so that an invoice that is locked or hurried takes a few connections and not all.
 */
import type { InvoiceId, StoreId } from '../contract/ids.ts'
import { DatabaseUnavailable } from './unavailable.ts'

export interface Turns {
  /** Runs `work` when it is its turn; throws DatabaseUnavailable where that does not come in time. */
  take<T>(store: StoreId, invoice: InvoiceId, work: () => Promise<T>): Promise<T>
}

export interface TurnsOptions {
  /** Transactions about one invoice at once. */
  readonly atOnce: number
  /** How long a turn is waited for, in milliseconds. */
  readonly maxWait: number
}

/** Enough that the next transaction is at the row when the one before releases it. */
const AT_ONCE = 3

interface Line {
  atWork: number
  readonly waiting: Set<() => void>
}

export function createTurns({ atOnce = AT_ONCE, maxWait }: Partial<TurnsOptions> & Pick<TurnsOptions, 'maxWait'>): Turns {
  const lines = new Map<string, Line>()

  const enter = async (key: string): Promise<void> => {
    const line = lines.get(key) ?? { atWork: 0, waiting: new Set() }
    lines.set(key, line)
    if (line.atWork < atOnce) {
      line.atWork += 1
      return
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    line.waiting.add(resolve)
    const timer = setTimeout(() => {
      line.waiting.delete(resolve)
      reject(new DatabaseUnavailable('Too many wait for the same invoice'))
    }, maxWait)
    await promise.finally(() => clearTimeout(timer))
  }

  const leave = (key: string): void => {
    const line = lines.get(key)
    if (line === undefined) return
    const [next] = line.waiting
    if (next !== undefined) {
      // The turn is handed on, so that nobody who comes later gets in between.
      line.waiting.delete(next)
      return next()
    }
    line.atWork -= 1
    if (line.atWork === 0) lines.delete(key)
  }

  return {
    async take(store, invoice, work) {
      const key = JSON.stringify([store, invoice])
      await enter(key)
      try {
        return await work()
      } finally {
        leave(key)
      }
    },
  }
}
