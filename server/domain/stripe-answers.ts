/** What an answer to a call proves, above all one to `refunds.create`. Rests on Stripe's "Error handling" and "Idempotent requests". */
import type { StripeRight } from '../contract/choices.ts'

/** An answer that is no refund. */
export interface RefusedAnswer {
  readonly status: number
  /** Whether it carried Stripe's error body and a `Request-Id`: it is Stripe that spoke, not something on the way. */
  readonly fromStripe: boolean
  readonly type: string | null
}

/** Statuses that say nothing of the refund: a key that is not accepted or lacks a right, a conflict, too early, too many. */
const SAYS_NOTHING: ReadonlySet<number> = new Set([401, 403, 408, 409, 425, 429])

/** After this many seconds what an unanswered attempt made is in every list: one that lacks it proves that nothing was made. */
const LISTED_AFTER = 15 * 60

/**
 * Whether the refusal proves that this request made no refund and never will. It does not where an earlier attempt went
 * unanswered, as that one may have made it: not until a complete list, read 15 minutes or more after it, lacks the refund.
 * `unansweredFor`: the seconds from the last such attempt to that list; null where each was answered.
 */
export function isDefinite(answer: RefusedAnswer, unansweredFor: number | null): boolean {
  const isEarlierUnknown = unansweredFor !== null && unansweredFor < LISTED_AFTER
  return wasHeard(answer) && !isEarlierUnknown && !SAYS_NOTHING.has(answer.status)
}

/** Whether the attempt itself surely did nothing, so that it does not count as unanswered. */
export function didNothing(answer: RefusedAnswer): boolean {
  return wasHeard(answer) && answer.status !== 408 && answer.status !== 409 && answer.status !== 425
}

function wasHeard(answer: RefusedAnswer): boolean {
  return answer.fromStripe && answer.status >= 400 && answer.status < 500 && answer.type !== 'idempotency_error'
}

/** What is wrong with the key by which Stripe was called: it is not accepted at all, or it lacks the right to such calls. */
export type KeyTrouble = 'refused' | StripeRight

/** What is heard of a refusal, of whatever call. */
export interface HeardRefusal {
  readonly status: number | null
  readonly fromStripe: boolean
  readonly code: string | null
}

/**
 * What the refusal of a call that needs `right` says of the key; null where it says nothing of it. A key without access to the
 * account is refused by every call on it, and so as good as none.
 */
export function keyTroubleOf({ status, fromStripe, code }: HeardRefusal, right: StripeRight): KeyTrouble | null {
  if (status === 401) return 'refused'
  if (status !== 403 || !fromStripe) return null
  return code === 'account_invalid' ? 'refused' : right
}
