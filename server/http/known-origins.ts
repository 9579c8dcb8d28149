import { findKnownOrigins } from '../access/find-known-origins.ts'
import { gatherLookups } from '../access/gathered-lookup.ts'
import type { Ctx } from '../context/ctx.ts'
import { createRecent } from './recent.ts'

/** Whether pages of an origin may call at all. One that is known is remembered for a moment; one that is not is looked up with others. */
export type IsOriginKnown = (origin: string) => Promise<boolean>

/** Milliseconds for which an origin that was allowed passes without a query. */
const REMEMBERED = 5_000
/** Milliseconds between two queries. */
const SPACING = 25
const MOST_ORIGINS = 10_000

export function createKnownOrigins(ctx: Ctx): IsOriginKnown {
  const known = createRecent<number>(MOST_ORIGINS)
  const find = gatherLookups<true>(
    async (origins) => new Map([...(await findKnownOrigins(ctx, origins))].map((one) => [one, true])),
    SPACING,
  )
  return async (origin) => {
    const now = ctx.clock().getTime()
    const since = known.get(origin)
    if (since !== undefined && now >= since && now - since < REMEMBERED) return true
    const isKnown = (await find(origin)) === true
    if (isKnown) known.set(origin, now)
    else known.delete(origin)
    return isKnown
  }
}
