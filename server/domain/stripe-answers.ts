/** What an answer to `refunds.create` proves. Rests on Stripe's "Error handling" and "Idempotent requests". */

/** An answer that is no refund. */
export interface RefusedAnswer {
  readonly status: number
  /** Whether it carried Stripe's error body and a `Request-Id`: it is Stripe that spoke, not something on the way. */
  readonly fromStripe: boolean
  readonly type: string | null
}

/**
 * Statuses that say nothing of the refund: a key that is not accepted, a conflict, too early, too many. A 403 is Stripe's word that
 * the key lacks the right to this one call: nothing that comes later changes what this request did.
 */
const SAYS_NOTHING: ReadonlySet<number> = new Set([401, 408, 409, 425, 429])

/** After this many seconds what an unanswered attempt made is in every list: one that lacks it proves that nothing was made. */
const LISTED_AFTER = 15 * 60

/**
 * Whether the refusal proves that this request made no refund and never will. An earlier attempt of the same request that
 * went unanswered may have acted, until a complete list that lacks its refund was read 15 minutes or more after it.
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
