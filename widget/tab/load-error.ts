import { ProblemError, SessionError } from '../shared/api/errors.ts'

/** Why the tab can’t be shown: a closed list, handed to the host. */
export type LoadErrorCode = 'session_failed' | 'unauthenticated' | 'forbidden' | 'not_found' | 'unavailable'

export function loadErrorCode(error: unknown): LoadErrorCode {
  if (error instanceof SessionError) return 'session_failed'
  const code = error instanceof ProblemError ? error.problem.code : null
  return code === 'unauthenticated' || code === 'forbidden' || code === 'not_found' ? code : 'unavailable'
}
