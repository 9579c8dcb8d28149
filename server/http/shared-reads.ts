import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'

/**
 * Reads something once for all who want it at the same time. Whoever wants it while it is being read gets the next read,
 * which begins after that: what everybody gets was read after they wanted it.
 */
export type SharedReads<T> = (key: string, read: () => Promise<T>) => Promise<T>

/** `spacing`: milliseconds from the beginning of a read to that of the next of the same key, at least. */
export function createSharedReads<T>({ spacing = 0 }: { readonly spacing?: number } = {}): SharedReads<T> {
  const beginning = new Map<string, Promise<T>>()
  const underWay = new Map<string, Promise<T>>()
  const resting = new Map<string, Promise<unknown>>()

  const rest = (key: string): void => {
    const over = pause(spacing, undefined, { ref: false }).then(() => resting.delete(key))
    resting.set(key, over)
  }

  const readNext = async (key: string, read: () => Promise<T>): Promise<T> => {
    await underWay.get(key)?.catch(() => {})
    await resting.get(key)
    // Those who want the same for the same reason do so by the end of this turn of the event loop.
    await nextTurn()
    const run = read()
    if (spacing > 0) rest(key)
    beginning.delete(key)
    underWay.set(key, run)
    return run.finally(() => {
      if (underWay.get(key) === run) underWay.delete(key)
    })
  }

  return (key, read) => {
    const next = beginning.get(key) ?? readNext(key, read)
    beginning.set(key, next)
    return next
  }
}
