/** Does work in this process: a bounded number of things at once, and never the same thing twice at once. */

export interface Runner {
  /** Does `work` soon. Asked again for the same `key` while that is under way, it is done once more afterwards. */
  run(key: string, work: () => Promise<void>): void
  /** Takes on nothing more, and resolves when what is in hand is done, or after `patience` milliseconds. */
  stop(patience: number): Promise<void>
}

export interface RunnerOptions {
  readonly atOnce: number
  /** Told of work that failed; whoever asked for it has moved on. */
  readonly onError: (key: string, error: unknown) => void
}

/** Things waiting at most; what comes beyond is left to the sweep. */
const LONGEST_QUEUE = 10_000

export function createRunner({ atOnce, onError }: RunnerOptions): Runner {
  const waiting = new Map<string, () => Promise<void>>()
  const underWay = new Map<string, Promise<void>>()
  let stopped = false

  const startNext = (): void => {
    for (const [key, work] of waiting) {
      if (stopped || underWay.size >= atOnce) return
      if (underWay.has(key)) continue
      waiting.delete(key)
      underWay.set(key, perform(key, work))
    }
  }

  const perform = async (key: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      onError(key, error)
    }
    underWay.delete(key)
    startNext()
  }

  return {
    run(key, work) {
      if (stopped || (waiting.size >= LONGEST_QUEUE && !waiting.has(key))) return
      waiting.set(key, work)
      startNext()
    },
    async stop(patience) {
      stopped = true
      waiting.clear()
      const { promise: tooLate, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, patience)
      await Promise.race([Promise.all(underWay.values()), tooLate])
      clearTimeout(timer)
    },
  }
}
