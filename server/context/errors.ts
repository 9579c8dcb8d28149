import type { ProblemCode } from '../contract/problems.ts'
import type { KeyTrouble } from '../domain/stripe-answers.ts'

/** What a refusal may carry besides its words. */
export interface ErrorDetails {
  /** With `amount_exceeds_refundable`: what can still be refunded, in minor units. */
  readonly refundable?: number
  /** With `exceeds_permission`: what the caller may still give back on the invoice, in minor units. */
  readonly refundLeft?: number
  /** With `stripe_refused`: Stripe's own code, null where it gave none. */
  readonly stripeCode?: string | null
}

/** A call that is refused for a reason its caller can act on. `message` is plain words, with nothing secret in it. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ProblemCode
  readonly details: ErrorDetails

  constructor(code: ProblemCode, message?: string, details: ErrorDetails = {}) {
    super(message)
    this.code = code
    this.details = details
  }
}

interface UnavailableOptions extends ErrorOptions {
  readonly retryable?: boolean
  readonly keyTrouble?: KeyTrouble | null
}

/** Stripe could not be read: it was not reached, did not answer in time, refused to say, or said what can't be read. */
export class StripeUnavailable extends Error {
  override readonly name = 'StripeUnavailable'
  /** Whether waiting may help: not where the answer came and can't be read. */
  readonly retryable: boolean
  /** What is wrong with the key, where that is why. */
  readonly keyTrouble: KeyTrouble | null

  constructor(message: string, { retryable = true, keyTrouble = null, ...options }: UnavailableOptions = {}) {
    super(message, options)
    this.retryable = retryable
    this.keyTrouble = keyTrouble
  }
}

/** The lease ran out and another took it: the call to Stripe that was about to be made must not be. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** What is wrong with the configuration, a sentence for each mistake. None shows a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
