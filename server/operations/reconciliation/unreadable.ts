import { StripeUnavailable } from '../../stripe/unavailable.ts'

/**
 * Does `work` about one charge or invoice; false where Stripe can't be read about it now. The rest of the store goes on: where
 * Stripe is away altogether, the next page ends the run.
 */
export async function unlessUnreadable(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (error instanceof StripeUnavailable) return false
    throw error
  }
}
