import type { MiddlewareHandler } from 'hono'
import { routePath as matchedPath } from 'hono/route'
import { gatherFacts } from '../context/facts.ts'
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

/** The trace that a call belongs to at its caller: W3C's "Trace Context". */
const TRACEPARENT = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/

function traceOf(header: string | undefined): string | undefined {
  return TRACEPARENT.exec(header ?? '')?.[1]
}

/**
 * Gives every request its id and writes one line about it: what was called, about which invoice, payment and refund, by
 * whom, what Stripe was asked for it and what came of it. Never a header, a body, an address with a query, or a name.
 */
export function logRequests({ log, metrics, newRequestId, now }: RequestLogParts): MiddlewareHandler<Env> {
  return async (c, next) => {
    const requestId = newRequestId()
    const traceId = traceOf(c.req.header('traceparent'))
    const begun = now()
    c.set('requestId', requestId)
    if (traceId !== undefined) c.set('traceId', traceId)
    c.header('Request-Id', requestId)
    const facts = await gatherFacts(async (read) => {
      await next()
      return read()
    })
    const milliseconds = Math.round(now() - begun)
    const call = c.get('call') ?? 'unknown'
    const principal = c.get('principal')
    const { method } = c.req
    const { status } = c.res
    metrics.requests.observe({ call, method, status: String(status) }, milliseconds / 1000)
    log.info(
      {
        requestId,
        traceId,
        method,
        route: matchedPath(c, -1),
        call,
        status,
        milliseconds,
        problem: c.get('problem'),
        store: principal?.store,
        by: principal?.kind,
        actor: principal?.kind === 'widget' ? principal.actor.id : undefined,
        ...facts,
      },
      'request',
    )
  }
}
