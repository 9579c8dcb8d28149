import { readStoreState } from '../database/queries/store-state.ts'
import type { Transaction } from '../database/transactions.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Services } from './services.ts'

/**
 * Refuses a new refund: with `stripe_unavailable` while Stripe does not accept the store's key, with `unavailable` while its
 * books are, or may be, older than Stripe.
 */
export async function refuseWhileStopped(tx: Transaction, s: Services, store: string): Promise<void> {
  const { keyRefusedAt, restoredAt, database } = await readStoreState(tx, store)
  if (keyRefusedAt !== null) throw new Refusal('stripe_unavailable', 'Stripe does not accept this shop’s key. Nothing was refunded.')
  if (restoredAt !== null)
    throw new Refusal(
      'unavailable',
      'This shop’s records were restored from a backup. Refunds wait until they match Stripe again. Nothing was refunded.',
    )
  if (s.looked.get(store) !== database)
    throw new Refusal('unavailable', 'Stripe’s newest refunds can’t be read right now, so nothing was refunded. Try again in a moment.')
}
