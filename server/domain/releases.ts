/** The release of an authorisation: Stripe lists it among a charge's refunds, but no money comes back by it. */

/** What distinguishes a release from a refund. */
export interface MaybeRelease {
  readonly amount: number
  readonly status: string
  /** Null where no money moved. */
  readonly balanceTransaction: string | null
  /** Our refund request, where it names one. */
  readonly request: string | null
}

/** Whether it can be a release: a refund that succeeded has a balance transaction, and what we requested is never one. */
export function mayBeRelease({ request, status, balanceTransaction }: Omit<MaybeRelease, 'amount'>): boolean {
  return request === null && status === 'succeeded' && balanceTransaction === null
}

/** Whether it only released what was authorised and not captured: its amount is the rest that the charge has by now. */
export function isRelease(refund: MaybeRelease, charge: { readonly authorized: number; readonly captured: number }): boolean {
  return mayBeRelease(refund) && refund.amount === charge.authorized - charge.captured
}
