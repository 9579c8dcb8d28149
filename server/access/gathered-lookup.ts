import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'

/**
 * Looks things up by key, those that are looked for at about the same time in one query, and no two queries within
 * `spacing` milliseconds. So whoever sends made-up keys waits a moment, and costs the database next to nothing.
 */
export function gatherLookups<V>(
  read: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>,
  spacing: number,
): (key: string) => Promise<V | undefined> {
  let next = new Map<string, PromiseWithResolvers<V | undefined>>()
  let isRunning = false

  const readNext = async (): Promise<void> => {
    const batch = next
    next = new Map()
    try {
      const found = await read([...batch.keys()])
      for (const [key, { resolve }] of batch) resolve(found.get(key))
    } catch (error) {
      for (const { reject } of batch.values()) reject(error)
    }
  }
  const run = async (): Promise<void> => {
    while (next.size > 0) {
      // What belongs to one occasion is looked for by the end of this turn of the event loop.
      await nextTurn()
      await readNext()
      await pause(spacing, undefined, { ref: false })
    }
    isRunning = false
  }

  return (key) => {
    const waiting = next.get(key) ?? Promise.withResolvers<V | undefined>()
    next.set(key, waiting)
    if (!isRunning) {
      isRunning = true
      void run()
    }
    return waiting.promise
  }
}
