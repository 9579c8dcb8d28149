import { StripeUnavailable } from '../context/errors.ts'
import { LeaseLost } from '../context/errors.ts'

/**
 * What `work` about one charge, refund, dispute or invoice comes to; `unreadable` where Stripe can't be read about it now. The
 * rest of the store goes on: where Stripe is away altogether, the next page ends the run.
 */
export async function unlessUnreadable<T>(work: () => Promise<T>): Promise<T | 'unreadable'> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StripeUnavailable || error instanceof LeaseLost) return 'unreadable'
    throw error
  }
}
