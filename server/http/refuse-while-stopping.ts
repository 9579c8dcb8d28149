import type { MiddlewareHandler } from 'hono'
import { CALLS } from '../contract/calls.ts'
import { ApiError } from '../context/errors.ts'
import type { Env } from './env.ts'

/** What a balancer checks is answered to the end, and without the database. */
const ALWAYS: ReadonlySet<string> = new Set([CALLS.health.path, CALLS.readiness.path])

/**
 * Refuses every call that comes too late, before anything is read or written for it. Any page may read this answer, as
 * nothing is in it; whose page it is could only be found in the database.
 */
export function refuseWhileStopping(refusing: AbortSignal): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (!refusing.aborted || ALWAYS.has(c.req.path)) return next()
    c.header('Access-Control-Allow-Origin', '*')
    throw new ApiError('unavailable', 'The server is stopping. Nothing was done; send the same request again.')
  }
}
