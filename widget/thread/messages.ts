import { byCode } from '../shared/by-code.ts'
import { ltr } from '../shared/isolate.ts'

/** What is said of the steps in the life of a payment. It is loaded with the first thread that is unfolded. */
export interface ThreadMessages {
  readonly loading: string
  readonly failed: string
  readonly inStripe: string
  readonly receipt: string
  paid(method: string, amount: string): string
  captured(amount: string): string
  refundRequested(amount: string): string
  refundNotMade(amount: string): string
  approvalRequested(amount: string): string
  approved(amount: string): string
  declined(amount: string): string
  withdrawn(amount: string): string
  approvalExpired(amount: string): string
  /** A refund, and what it is now: `status` is a badge of the table. */
  refund(amount: string, status: string): string
  refundUnchanged(amount: string): string
  paidOut(method: string, amount: string): string
  removed(method: string, amount: string): string
  disputed(amount: string): string
  inquiry(amount: string): string
  reopened(amount: string): string
  readonly evidenceSubmitted: string
  /** Where a dispute stands, by Stripe’s status of it. */
  disputeStatus(status: string): string
}

/** By Stripe’s status of a dispute. */
const STATUSES = {
  warning_needs_response: 'The bank’s question waits for an answer',
  warning_under_review: 'The bank reads the answer to its question',
  warning_closed: 'The bank’s question was closed',
  needs_response: 'The dispute waits for an answer',
  under_review: 'The bank is deciding the dispute',
  won: 'The dispute was won',
  lost: 'The dispute was lost',
  prevented: 'The dispute was prevented',
}
export type DisputeStatuses = Readonly<Record<keyof typeof STATUSES, string>>

/** English. */
export const thread: ThreadMessages = {
  loading: 'Loading the history…',
  failed: 'The history could not be loaded.',
  inStripe: 'Open in Stripe',
  receipt: 'Receipt',
  paid: (method, sum) => ltr`Paid ${sum}: ${method}`,
  captured: (sum) => ltr`More was captured: ${sum} in all`,
  refundRequested: (sum) => ltr`Refund of ${sum} requested`,
  refundNotMade: (sum) => ltr`Refund of ${sum} not made`,
  approvalRequested: (sum) => ltr`Approval of a refund of ${sum} asked for`,
  approved: (sum) => ltr`Refund of ${sum} approved`,
  declined: (sum) => ltr`Refund of ${sum} declined`,
  withdrawn: (sum) => ltr`Refund of ${sum} withdrawn`,
  approvalExpired: (sum) => ltr`Refund of ${sum} expired: nobody approved it within 7 days`,
  refund: (sum, status) => ltr`Refund of ${sum}: ${status}`,
  refundUnchanged: (sum) => ltr`News of the refund of ${sum}`,
  paidOut: (method, sum) => ltr`Paid out another way: ${method} ${sum}`,
  removed: (method, sum) => ltr`Removed: ${method} ${sum}`,
  disputed: (sum) => ltr`Disputed: ${sum}`,
  inquiry: (sum) => ltr`Bank inquiry about ${sum}`,
  reopened: (sum) => ltr`Disputed again: ${sum}`,
  evidenceSubmitted: 'Evidence was submitted',
  disputeStatus: byCode(STATUSES, 'The dispute changed'),
}
