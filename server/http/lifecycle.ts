/** What becomes of a server while it runs; each signal aborts once and for good. */
export interface Lifecycle {
  /** It is about to stop: it is no longer ready, so that a balancer sends its callers elsewhere, and still serves. */
  readonly draining: AbortSignal
  /** It takes no more calls; streams end so that they reconnect, and what is under way is finished. */
  readonly refusing: AbortSignal
  /** It can never work again, for the reason that the signal gives: an error with a sentence. */
  readonly lost: AbortSignal
}
