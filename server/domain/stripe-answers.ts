/** What an answer to `refunds.create` proves. Rests on Stripe's "Error handling" and "Idempotent requests". */

/** An answer that is no refund. */
export interface RefusedAnswer {
  readonly status: number
  /** Whether it carried Stripe's error body and a `Request-Id`: it is Stripe that spoke, not something on the way. */
  readonly fromStripe: boolean
  readonly type: string | null
}

/** Statuses that say nothing of the refund: who calls, a conflict, too early, too many. */
const SAYS_NOTHING: ReadonlySet<number> = new Set([401, 403, 408, 409, 425, 429])

/**
 * Whether the refusal proves that this request made no refund and never will. Not when an earlier attempt of the same
 * request went unanswered: that one may have acted.
 */
export function isDefinite(answer: RefusedAnswer, earlierOutcomeUnknown: boolean): boolean {
  return wasHeard(answer) && !earlierOutcomeUnknown && !SAYS_NOTHING.has(answer.status)
}

/** Whether the attempt itself surely did nothing, so that it does not count as unanswered. */
export function didNothing(answer: RefusedAnswer): boolean {
  return wasHeard(answer) && answer.status !== 408 && answer.status !== 409 && answer.status !== 425
}

function wasHeard(answer: RefusedAnswer): boolean {
  return answer.fromStripe && answer.status >= 400 && answer.status < 500 && answer.type !== 'idempotency_error'
}
