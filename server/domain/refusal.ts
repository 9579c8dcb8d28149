import type { ProblemCode } from '../contract/problems.ts'

/** What a refusal may carry besides its words. */
export interface RefusalFacts {
  /** With `amount_exceeds_refundable`: what can still be refunded, in minor units. */
  readonly refundable?: number
  /** With `stripe_refused`: Stripe's own code, null where it gave none. */
  readonly stripeCode?: string | null
}

/** A call that is refused for a reason its caller can act on. `message` is plain words and holds nothing secret. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: ProblemCode
  readonly facts: RefusalFacts

  constructor(code: ProblemCode, message?: string, facts: RefusalFacts = {}) {
    super(message)
    this.code = code
    this.facts = facts
  }
}
