/** Who may send how much: a bucket for each kind of caller, so that none uses up what is another's. */
import type { Context } from 'hono'
import { ApiError } from '../context/errors.ts'
import type { Env } from './env.ts'
import { createRateLimiter, type RateLimit } from './rate-limit.ts'

/** Each takes a request from its bucket, and refuses with rate_limited where that is empty. */
export interface CallLimits {
  /** All that an address sends without proof. */
  unproven(c: Context<Env>): void
  key(c: Context<Env>, hash: string): void
  /** A session has a bucket of its own, and all sessions of a store another: neither is the host's. */
  session(c: Context<Env>, store: string, id: string): void
  /** Preflights for one known origin, or for all that are not known, at an address. */
  preflight(c: Context<Env>, knownOrigin: string | null): void
  /** Webhooks at an address whose signature is none of ours; those that are signed have no limit. */
  signature(c: Context<Env>): void
}

/** What all sessions of a store may send together, as a multiple of what one may. */
const SESSIONS_AT_ONCE = 10

/** `now` in milliseconds that only ever grow; `addressOf` is the address of a caller. */
export function createCallLimits(limit: RateLimit, now: () => number, addressOf: (c: Context<Env>) => string): CallLimits {
  const each = createRateLimiter(limit, now)
  const stores = createRateLimiter({ perSecond: limit.perSecond * SESSIONS_AT_ONCE, burst: limit.burst * SESSIONS_AT_ONCE }, now)
  const pass = (c: Context<Env>, wait: number | null): void => {
    if (wait === null) return
    c.header('Retry-After', String(wait))
    throw new ApiError('rate_limited')
  }
  return {
    unproven: (c) => pass(c, each.take(`address ${addressOf(c)}`)),
    key: (c, hash) => pass(c, each.take(`key ${hash}`)),
    session(c, store, id) {
      pass(c, each.take(`session ${id}`))
      pass(c, stores.take(store))
    },
    preflight: (c, origin) => pass(c, each.take(`preflight ${addressOf(c)} ${origin ?? ''}`)),
    signature: (c) => pass(c, each.take(`signature ${addressOf(c)}`)),
  }
}
