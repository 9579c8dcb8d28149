/** Runs works of one key a few at a time; the others wait in line, and delay no other key. */
export type Lanes = <T>(key: string, work: () => Promise<T>) => Promise<T>

interface Lane {
  atWork: number
  readonly waiting: (() => void)[]
}

export function createLanes(atOnce: number): Lanes {
  const lanes = new Map<string, Lane>()

  const enter = async (key: string): Promise<void> => {
    const lane = lanes.get(key) ?? { atWork: 0, waiting: [] }
    lanes.set(key, lane)
    if (lane.atWork < atOnce) {
      lane.atWork += 1
      return
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    lane.waiting.push(resolve)
    await promise
  }

  const leave = (key: string): void => {
    const lane = lanes.get(key)
    if (lane === undefined) return
    const next = lane.waiting.shift()
    if (next !== undefined) return next()
    lane.atWork -= 1
    if (lane.atWork === 0) lanes.delete(key)
  }

  return async (key, work) => {
    await enter(key)
    try {
      return await work()
    } finally {
      leave(key)
    }
  }
}
