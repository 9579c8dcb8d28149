/** The one place that turns a refusal into an answer: `application/problem+json`, RFC 9457. */
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { PROBLEMS, type Problem, type ProblemCode } from '../contract/problems.ts'
import type { ApiError } from '../context/errors.ts'
import type { Env } from './env.ts'

export function problemOf(refusal: ApiError, requestId: string, traceId?: string): Problem & { status: ContentfulStatusCode } {
  const { status, title } = PROBLEMS[refusal.code]
  const { refundable, refundLeft, stripeCode } = refusal.details
  return {
    type: problemType(refusal.code),
    title,
    status,
    ...(refusal.message === '' ? {} : { detail: refusal.message }),
    code: refusal.code,
    requestId,
    ...(traceId === undefined ? {} : { traceId }),
    ...(refundable === undefined ? {} : { refundable }),
    ...(refundLeft === undefined ? {} : { refundLeft }),
    ...(stripeCode === undefined ? {} : { stripeCode }),
  }
}

/** Seconds. Another server takes over at once, and a database that was away comes back within a few. */
const RETRY_AFTER = '1'

/** Names the kind of problem; it leads nowhere. */
export function problemType(code: ProblemCode): string {
  return `urn:jeweltrak:problem:${code}`
}

export function answerProblem(c: Context<Env>, refusal: ApiError): Response {
  c.set('problem', refusal.code)
  if (refusal.code === 'unauthenticated') c.header('WWW-Authenticate', 'Bearer')
  // What is left of such a body is not read: that would be most of what a flood of them costs.
  if (refusal.code === 'payload_too_large') c.header('Connection', 'close')
  if (refusal.code === 'unavailable') c.header('Retry-After', RETRY_AFTER)
  const problem = problemOf(refusal, c.get('requestId'), c.get('traceId'))
  return c.body(JSON.stringify(problem), problem.status, { 'Content-Type': 'application/problem+json' })
}
