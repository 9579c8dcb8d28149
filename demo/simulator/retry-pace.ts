/**
 * How an unanswered webhook is sent again: after `firstMs`, then `factor` times longer each time up to `maxMs`, and never
 * later than `giveUpMs` after the event.
 */
export interface RetryPace {
  readonly firstMs: number
  readonly factor: number
  readonly maxMs: number
  readonly giveUpMs: number
}

const threeDaysMs = 3 * 24 * 60 * 60 * 1000

/** Quicker than Stripe's (minutes, then hours), over the same three days. */
export const defaultPace: RetryPace = { firstMs: 1000, factor: 2, maxMs: 60_000, giveUpMs: threeDaysMs }

/**
 * About Stripe's own pace. Its docs ("Receive Stripe events in your webhook endpoint") say "up to three days with an
 * exponential back off" and leave the waits open.
 */
export const stripesPace: RetryPace = { firstMs: 5 * 60_000, factor: 3, maxMs: 12 * 60 * 60_000, giveUpMs: threeDaysMs }
