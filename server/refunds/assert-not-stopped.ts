import { ApiError } from '../context/errors.ts'
import type { StoreState } from '../database/store-state.ts'

/** This process has not yet checked the store's books, or not this database, against Stripe's newest refunds. */
export class UncheckedStore extends ApiError {
  constructor() {
    super('unavailable', 'Stripe’s newest refunds can’t be read right now, so nothing was refunded. Try again in a moment.')
  }
}

/**
 * Refuses a new refund: with `stripe_unavailable` while Stripe does not accept the store's key, or not for refunds, with `unavailable` while its
 * books are, or may be, older than Stripe. `checked` is the database that was last checked against Stripe.
 */
export function assertNotStopped({ keyRefusedAt, mayRefund, restoredAt, database }: StoreState, checked: string | undefined): void {
  if (keyRefusedAt !== null) throw new ApiError('stripe_unavailable', 'Stripe does not accept this shop’s key. Nothing was refunded.')
  if (!mayRefund) throw new ApiError('stripe_unavailable', 'Stripe does not allow this shop’s key to refund. Nothing was refunded.')
  if (restoredAt !== null)
    throw new ApiError(
      'unavailable',
      'This shop’s records were restored from a backup. Refunds wait until they match Stripe again. Nothing was refunded.',
    )
  if (checked !== database) throw new UncheckedStore()
}
