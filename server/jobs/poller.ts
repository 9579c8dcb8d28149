/** Finds due work and does it: at once where there is news, else when the tables say that something is due. */

export interface PollerOptions<Unit> {
  /** Units done at once in this process. */
  readonly atOnce: number
  /** The longest wait between two checks, in seconds. */
  readonly every: number
  /** Takes units that are due, `limit` at most. */
  readonly take: (limit: number) => Promise<readonly Unit[]>
  readonly work: (unit: Unit) => Promise<void>
  /** Seconds until something is due: 0 or less where something is, null where nothing will be. */
  readonly secondsUntilDue: () => Promise<number | null>
  /** Called with checks and work that failed. */
  readonly onError: (error: unknown) => void
}

export interface Poller {
  start(): void
  /** There is something due. */
  due(): void
  /** Takes nothing more, and resolves when what is in hand is done. */
  stop(): Promise<void>
}

/** Seconds between checks while there is work: here, or with another process. */
const WHILE_BUSY = 1

/** Seconds before the next check where one failed. */
const AFTER_FAILURE = 2

export function createPoller<Unit>(options: PollerOptions<Unit>): Poller {
  const { atOnce, every, take, work, secondsUntilDue, onError } = options
  const inHand = new Set<Promise<void>>()
  let stopped = false
  let news = false
  /** Whether the last check took as much as there was room for, so that more may be due. */
  let isMore = false
  let rouse = (): void => {}
  let polling: Promise<void> | null = null

  const sleep = async (seconds: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    rouse = resolve
    const timer = setTimeout(resolve, Math.max(0, Math.min(every, seconds)) * 1000)
    if (stopped || news) resolve()
    await promise
    clearTimeout(timer)
  }

  const begin = (unit: Unit): void => {
    const done: Promise<void> = work(unit)
      .catch(onError)
      .finally(() => {
        inHand.delete(done)
        // There is a place again for what the last check left.
        if (isMore) poller.due()
      })
    inHand.add(done)
  }

  /** Checks once, and says in how many seconds to check again. */
  const check = async (): Promise<number> => {
    if (inHand.size >= atOnce) {
      // Whatever there is waits for a free place.
      news = false
      return every
    }
    if (!news) {
      const seconds = await secondsUntilDue()
      if (seconds === null || seconds > 0) return seconds ?? every
    }
    news = false
    const free = atOnce - inHand.size
    const units = await take(free)
    isMore = units.length === free
    units.forEach(begin)
    return isMore ? every : WHILE_BUSY
  }

  const poll = async (): Promise<void> => {
    while (!stopped) {
      try {
        await sleep(await check())
      } catch (error) {
        onError(error)
        news = false
        await sleep(AFTER_FAILURE)
      }
    }
  }

  const poller: Poller = {
    start() {
      polling ??= poll()
    },
    due() {
      news = true
      rouse()
    },
    async stop() {
      stopped = true
      rouse()
      await polling
      await Promise.all(inHand)
    },
  }
  return poller
}
