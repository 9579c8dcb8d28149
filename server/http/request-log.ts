import type { MiddlewareHandler } from 'hono'
import { routePath as matchedPath } from 'hono/route'
import type { Log } from '../context/log.ts'
import type { Env } from './env.ts'
import type { Metrics } from './metrics.ts'

export interface RequestLogParts {
  readonly log: Log
  readonly metrics: Metrics
  readonly newRequestId: () => string
  /** Milliseconds that only ever grow. */
  readonly now: () => number
}

/**
 * Gives every request its id and writes one line about it: what was called and what came of it. Never a header, a
 * body, an address with a query, or a name.
 */
export function logRequests({ log, metrics, newRequestId, now }: RequestLogParts): MiddlewareHandler<Env> {
  return async (c, next) => {
    const requestId = newRequestId()
    const begun = now()
    c.set('requestId', requestId)
    c.header('Request-Id', requestId)
    await next()
    const milliseconds = Math.round(now() - begun)
    const call = c.get('call') ?? 'unknown'
    const principal = c.get('principal')
    const { method } = c.req
    const { status } = c.res
    metrics.requests.observe({ call, method, status: String(status) }, milliseconds / 1000)
    log.info(
      {
        requestId,
        method,
        route: matchedPath(c, -1),
        call,
        status,
        milliseconds,
        problem: c.get('problem'),
        store: principal?.store,
        by: principal?.kind,
      },
      'request',
    )
  }
}
