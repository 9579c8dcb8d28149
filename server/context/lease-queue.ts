/**
 * Calls of this process that wait for the lease of one charge: in line, by promise, so that only the first of them reads
 * the database for it.
 */
export interface LeaseQueue {
  /**
   * Resolves with true once it is the caller's turn, who must `leave` then; with false where that takes longer than `maxWait`
   * milliseconds, or `maxAhead` wait already.
   */
  enter(key: string, limits: LeaseLimits): Promise<boolean>
  leave(key: string): void
  /** Milliseconds before the next check of a lease that another process has, after so many checks. */
  backoff(checks: number): number
}

export interface LeaseLimits {
  readonly maxWait: number
  readonly maxAhead: number
}

const FIRST_BACKOFF = 25
const LONGEST_BACKOFF = 500

/** `random` yields numbers from 0 to 1: two processes that wait for one lease must not check in step. */
export function createLeaseQueue({ random }: { readonly random: () => number }): LeaseQueue {
  const lines = new Map<string, Set<() => void>>()
  return {
    async enter(key, { maxWait, maxAhead }) {
      const line = lines.get(key)
      if (line === undefined) {
        lines.set(key, new Set())
        return true
      }
      if (maxWait <= 0 || line.size >= maxAhead) return false
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const next = (): void => resolve(true)
      line.add(next)
      const timer = setTimeout(() => {
        line.delete(next)
        resolve(false)
      }, maxWait)
      return promise.finally(() => clearTimeout(timer))
    },
    leave(key) {
      const line = lines.get(key)
      const [next] = line ?? []
      if (line === undefined || next === undefined) return void lines.delete(key)
      line.delete(next)
      next()
    },
    backoff: (checks) => Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** Math.min(checks, 10)) * (0.5 + random() / 2),
  }
}
