import { LeaseLost, StripeUnavailable } from '../context/errors.ts'

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

/** What `work` comes to; `right missing` where the key may not read what it needs: the rest is read all the same. */
export async function unlessRightMissing<T>(work: () => Promise<T>): Promise<T | 'right missing'> {
  try {
    return await work()
  } catch (error) {
    if (isRightMissing(error)) return 'right missing'
    throw error
  }
}

export function isRightMissing(error: unknown): boolean {
  return error instanceof StripeUnavailable && error.keyTrouble !== null && error.keyTrouble !== 'refused'
}
