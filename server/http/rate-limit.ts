/** A token bucket per key: a burst, then a steady rate. */
export interface RateLimiter {
  /** Takes one request from the bucket of `key`: null where it may pass, else the seconds after which it may. */
  take(key: string): number | null
}

export interface RateLimit {
  /** Requests a second, in the long run. */
  readonly perSecond: number
  /** Requests at once, after a rest. */
  readonly burst: number
}

/** Never refuses below 200 requests a second. */
export const DEFAULT_RATE_LIMIT: RateLimit = { perSecond: 200, burst: 1_000 }

/** Buckets kept at most; beyond it the one unused longest is forgotten, which is as good as full. */
const MOST_BUCKETS = 20_000

interface Bucket {
  tokens: number
  at: number
}

/** `now` in milliseconds; where it runs backwards nothing is refilled. */
export function createRateLimiter({ perSecond, burst }: RateLimit, now: () => number, mostBuckets = MOST_BUCKETS): RateLimiter {
  // In the order of their last use.
  const buckets = new Map<string, Bucket>()

  const refilled = (key: string, at: number): Bucket => {
    const bucket = buckets.get(key)
    if (bucket === undefined) return { tokens: burst, at }
    const seconds = Math.max(0, at - bucket.at) / 1000
    return { tokens: Math.min(burst, bucket.tokens + seconds * perSecond), at }
  }

  return {
    take(key) {
      const bucket = refilled(key, now())
      buckets.delete(key)
      const [oldest] = buckets.keys()
      if (oldest !== undefined && buckets.size >= mostBuckets) buckets.delete(oldest)
      const passes = bucket.tokens >= 1
      buckets.set(key, passes ? { ...bucket, tokens: bucket.tokens - 1 } : bucket)
      return passes ? null : Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond))
    },
  }
}
