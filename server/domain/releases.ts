/** The release of an authorisation: Stripe lists it among a charge's refunds, but no money comes back by it. */

/** What tells a release from a refund. */
export interface MaybeRelease {
  readonly amount: number
  readonly state: string
  /** Null where no money moved. */
  readonly balanceTransaction: string | null
  /** Our refund request, where it names one. */
  readonly request: string | null
}

/**
 * Whether Stripe's refund only released what was authorised and not captured. A refund that succeeded has a balance
 * transaction; a release has none, and its amount is what the capture left. What we asked for is never one.
 */
export function isRelease(refund: MaybeRelease, charge: { readonly authorized: number; readonly captured: number }): boolean {
  return (
    refund.request === null &&
    refund.state === 'succeeded' &&
    refund.balanceTransaction === null &&
    refund.amount === charge.authorized - charge.captured
  )
}
