/** When to try again. All durations in seconds. */

/** Stripe forgets idempotency keys after 24 hours: an attempt is repeated only within 23. */
export const RETRY_WITHIN = 23 * 3600
/** After this long a complete list without the refund proves that it was never made. */
export const RELEASE_AFTER = 25 * 3600

const LONGEST_WAIT = 5 * 60

/** The wait before a refund whose answer is unknown is attempted again, after `attempts` attempts: at first 2, at most 300. */
export function refundRetryDelay(attempts: number): number {
  return Math.min(LONGEST_WAIT, 2 ** Math.min(attempts, 10))
}

/** An event that could not be applied this often is kept as dead: visible and replayable. */
export const MAX_EVENT_FAILURES = 12

/** The wait before an event that was attempted `attempts` times is tried again: at first 1, at most 300. */
export function eventRetryDelay(attempts: number): number {
  return Math.min(LONGEST_WAIT, 2 ** Math.min(attempts - 1, 10))
}
