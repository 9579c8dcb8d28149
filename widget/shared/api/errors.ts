import type { Problem, ProblemCode } from '../../../server/contract/problems.ts'

/** The server answered with a problem: the request was refused, or went wrong on its side. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.problem = problem
  }
}

/** No answer that can be read came back: nobody here knows whether the server acted. */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError'
}

/** This machine was offline: the call never left it. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError'
}

/** The host's page gave no usable client secret. */
export class SessionError extends Error {
  override readonly name = 'SessionError'
}

/** Checked before the server reads the idempotency key, so they say nothing about an earlier attempt under it. */
const BEFORE_THE_KEY: ReadonlySet<string> = new Set([
  'rate_limited',
  'unauthenticated',
  'forbidden',
  'payload_too_large',
  'unsupported_media_type',
  'invalid_request',
  'not_found',
] satisfies ProblemCode[])

/**
 * Whether a problem means that the request had no effect and will have none. `isRetry`: an earlier attempt under the
 * same key went unanswered, so only an answer given after the key was checked counts.
 */
export function isDefinite(problem: Problem, isRetry: boolean): boolean {
  if (problem.status < 400 || problem.status >= 500) return false
  return !(isRetry && BEFORE_THE_KEY.has(problem.code))
}
