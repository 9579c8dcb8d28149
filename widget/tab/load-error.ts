import { ProblemError, SessionError } from '../shared/api/errors.ts'

/** Why the tab can’t be shown: a closed list, handed to the host. */
export type LoadErrorCode = 'session_failed' | 'unauthenticated' | 'forbidden' | 'not_found' | 'unavailable' | 'internal'

export function loadErrorCode(error: unknown): LoadErrorCode {
  if (error instanceof SessionError) return 'session_failed'
  const code = error instanceof ProblemError ? error.problem.code : null
  return code === 'unauthenticated' || code === 'forbidden' || code === 'not_found' || code === 'internal' ? code : 'unavailable'
}

/** By which the server’s log names the call that failed; null where it never answered one. */
export function requestIdOf(error: unknown): string | null {
  return error instanceof ProblemError ? error.problem.requestId : null
}
