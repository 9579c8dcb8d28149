import type { Dispute } from '../../server/contract/tab.ts'
import { deadlineOf } from './deadline.ts'

/**
 * The disputes as they press for an answer: the overdue first, then by their deadlines, then those without one, and
 * last those that were answered. Of equally urgent ones a chargeback, which took money, comes before an inquiry.
 */
export function mostUrgentFirst(disputes: readonly Dispute[], now: number): Dispute[] {
  return disputes.toSorted((a, b) => answerBy(a, now) - answerBy(b, now) || Number(a.inquiry) - Number(b.inquiry))
}

/** The moment by which an answer is wanted: now for all that are overdue, and after every other where none is set or none is wanted. */
function answerBy(dispute: Dispute, now: number): number {
  const deadline = deadlineOf(dispute, now)
  if (deadline === 'submitted') return Number.MAX_SAFE_INTEGER
  if (dispute.evidenceDueBy === null) return Number.MAX_SAFE_INTEGER - 1
  return Math.max(now, Date.parse(dispute.evidenceDueBy))
}
