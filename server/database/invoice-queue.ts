/**
 * Transactions about one invoice, in line. They would wait for its row anyway; those of this process wait here without a
 * connection, so that an invoice that is locked or hurried takes a few connections and not all.
 */
import type { InvoiceId, StoreId } from '../contract/ids.ts'
import { DatabaseUnavailable } from './unavailable.ts'

export interface InvoiceQueue {
  /** Runs `work` once those before it are done; throws DatabaseUnavailable where that takes too long. */
  run<T>(store: StoreId, invoice: InvoiceId, work: () => Promise<T>): Promise<T>
  /** The same line for those that go ahead of the others: what happened at Stripe is recorded before more is begun. */
  readonly ahead: InvoiceQueue
}

export interface InvoiceQueueOptions {
  /** Transactions about one invoice at once. */
  readonly atOnce: number
  /** How long one waits in line, in milliseconds. */
  readonly maxWait: number
}

/** Enough that the next transaction is at the row when the one before releases it. */
const AT_ONCE = 3

interface Line {
  atWork: number
  readonly ahead: Set<() => void>
  readonly waiting: Set<() => void>
}

export function createInvoiceQueue({
  atOnce = AT_ONCE,
  maxWait,
}: Partial<InvoiceQueueOptions> & Pick<InvoiceQueueOptions, 'maxWait'>): InvoiceQueue {
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
      // The place is handed on, so that nobody who comes later gets in between.
      line.ahead.delete(next)
      line.waiting.delete(next)
      return next()
    }
    line.atWork -= 1
    if (line.atWork === 0) lines.delete(key)
  }

  const run = async <T>(place: 'ahead' | 'waiting', store: StoreId, invoice: InvoiceId, work: () => Promise<T>): Promise<T> => {
    const key = JSON.stringify([store, invoice])
    await enter(key, place)
    try {
      return await work()
    } finally {
      leave(key)
    }
  }

  const ahead: InvoiceQueue = {
    run: (store, invoice, work) => run('ahead', store, invoice, work),
    get ahead() {
      return ahead
    },
  }
  return { run: (store, invoice, work) => run('waiting', store, invoice, work), ahead }
}

function first<T>(set: ReadonlySet<T>): T | undefined {
  return set.values().next().value
}
