import type { Dispute } from '../../server/contract/tab.ts'

/** Under three days the deadline is stressed. */
const PRESSING = 3 * 24 * 60 * 60 * 1000

export type Deadline = 'none' | 'submitted' | 'overdue' | 'pressing' | 'ahead'

/** Stripe’s word for an appeal that waits for an answer of its own, whatever was submitted before it. */
const APPEALED = 'appeal_needs_response'

export function deadlineOf({ evidenceDueBy, evidenceSubmitted, status }: Dispute, now: number): Deadline {
  if (evidenceSubmitted && status !== APPEALED) return 'submitted'
  if (evidenceDueBy === null) return 'none'
  const left = Date.parse(evidenceDueBy) - now
  if (left <= 0) return 'overdue'
  return left < PRESSING ? 'pressing' : 'ahead'
}
