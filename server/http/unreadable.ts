import type { Log } from '../context/log.ts'
import { unreadableProblem, type UnreadableStatus } from '../context/unreadable.ts'
import type { Metrics } from './metrics.ts'

export interface UnreadableParts {
  readonly log: Log
  readonly metrics: Metrics
  readonly newRequestId: () => string
}

/** The problem that answers a request which can't be read, logged and counted as every other answer. */
export type RefuseUnreadable = (status: UnreadableStatus) => ReturnType<typeof unreadableProblem>

export function createRefuseUnreadable({ log, metrics, newRequestId }: UnreadableParts): RefuseUnreadable {
  return (status) => {
    const problem = unreadableProblem(status, newRequestId())
    metrics.requests.observe({ call: 'unreadable', method: 'unknown', status: String(status) }, 0)
    log.info({ requestId: problem.requestId, call: 'unreadable', status, problem: problem.code }, 'request')
    return problem
  }
}
