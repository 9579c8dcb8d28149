/** Which pages may call, and read the answers, errors too. */
import type { Context, MiddlewareHandler } from 'hono'
import { ApiError } from '../context/errors.ts'
import type { CallLimits } from './call-limits.ts'
import type { Env } from './env.ts'
import type { IsOriginKnown } from './known-origins.ts'

const METHODS = 'GET, POST, PUT, DELETE'
const HEADERS = 'Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID'
const EXPOSED = 'Request-Id, Retry-After'

/** Seconds that a browser may remember a preflight: as long as a session may live. */
const MAX_AGE = '900'

export interface CorsParts {
  readonly limits: CallLimits
  readonly isOriginKnown: IsOriginKnown
}

/**
 * Answers preflights, for the origins of any store or live session. A call that is admitted names its page itself (its
 * token decides); the refusal of any other can be read by the pages that a preflight would allow.
 */
export function cors(parts: CorsParts): MiddlewareHandler<Env> {
  return async (c, next) => {
    c.header('Vary', 'Origin')
    const origin = c.req.header('origin')
    if (c.req.method === 'OPTIONS') return answerPreflight(c, parts, origin)
    await next()
    if (origin === undefined) return undefined
    c.header('Access-Control-Expose-Headers', EXPOSED)
    const admitted = c.res.headers.has('Access-Control-Allow-Origin')
    if (!admitted && !(await isReadable(parts, origin))) return undefined
    c.header('Access-Control-Allow-Origin', origin)
    // The widget checks whether it was answered over HTTP/2 before it keeps a connection open.
    c.header('Timing-Allow-Origin', origin)
    return undefined
  }
}

async function answerPreflight(c: Context<Env>, parts: CorsParts, origin: string | undefined): Promise<Response> {
  const isKnown = origin !== undefined && (await parts.isOriginKnown(origin))
  parts.limits.preflight(c, isKnown ? origin : null)
  if (!isKnown) throw new ApiError('forbidden', 'Pages of this origin may not call; add the origin to a store or a session.')
  return c.body(null, 204, {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Methods': METHODS,
    'Access-Control-Allow-Headers': HEADERS,
    'Access-Control-Max-Age': MAX_AGE,
  })
}

/** An answer is worth more than its header: where the database can't be read, the answer goes out without it. */
async function isReadable({ isOriginKnown }: CorsParts, origin: string): Promise<boolean> {
  try {
    return await isOriginKnown(origin)
  } catch {
    return false
  }
}
