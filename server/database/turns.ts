/**
 * Turns about an invoice. Transactions about one invoice wait for its row anyway; those of this process wait here, in
 * line and without a connection, so that an invoice that is locked or hurried takes a few connections and not all.
 */
import type { InvoiceId, StoreId } from '../contract/ids.ts'
import { DatabaseUnavailable } from './unavailable.ts'

export interface Turns {
  /** Runs `work` when it is its turn; throws DatabaseUnavailable where that does not come in time. */
  take<T>(store: StoreId, invoice: InvoiceId, work: () => Promise<T>): Promise<T>
  /** The same turns for what goes ahead of the others: what happened at Stripe is recorded before more is begun. */
  readonly ahead: Turns
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
  readonly ahead: Set<() => void>
  readonly waiting: Set<() => void>
}

export function createTurns({ atOnce = AT_ONCE, maxWait }: Partial<TurnsOptions> & Pick<TurnsOptions, 'maxWait'>): Turns {
  const lines = new Map<string, Line>()

  const enter = async (key: string, place: 'ahead' | 'waiting'): Promise<void> => {
    const line = lines.get(key) ?? { atWork: 0, ahead: new Set(), waiting: new Set() }
    lines.set(key, line)
    if (line.atWork < atOnce) {
      line.atWork += 1
      return
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    line[place].add(resolve)
    const timer = setTimeout(() => {
      line[place].delete(resolve)
      reject(new DatabaseUnavailable('Too many wait for the same invoice'))
    }, maxWait)
    await promise.finally(() => clearTimeout(timer))
  }

  const leave = (key: string): void => {
    const line = lines.get(key)
    if (line === undefined) return
    const next = first(line.ahead) ?? first(line.waiting)
    if (next !== undefined) {
      // The turn is handed on, so that nobody who comes later gets in between.
      line.ahead.delete(next)
      line.waiting.delete(next)
      return next()
    }
    line.atWork -= 1
    if (line.atWork === 0) lines.delete(key)
  }

  const take = async <T>(place: 'ahead' | 'waiting', store: StoreId, invoice: InvoiceId, work: () => Promise<T>): Promise<T> => {
    const key = JSON.stringify([store, invoice])
    await enter(key, place)
    try {
      return await work()
    } finally {
      leave(key)
    }
  }

  const ahead: Turns = {
    take: (store, invoice, work) => take('ahead', store, invoice, work),
    get ahead() {
      return ahead
    },
  }
  return { take: (store, invoice, work) => take('waiting', store, invoice, work), ahead }
}

function first<T>(set: ReadonlySet<T>): T | undefined {
  return set.values().next().value
}
