/** What has begun and is not finished yet. */
export interface UnderWay {
  /** Counts `work` until it has ended, however it did. */
  add<T>(work: Promise<T>): Promise<T>
  /** Resolves once nothing is under way, what began in the meantime included. */
  finished(): Promise<void>
}

export function createUnderWay(): UnderWay {
  const works = new Set<Promise<unknown>>()
  return {
    add(work) {
      works.add(work)
      const remove = (): void => void works.delete(work)
      work.then(remove, remove)
      return work
    },
    async finished() {
      while (works.size > 0) await Promise.allSettled(works)
    },
  }
}
