import { readRestoreState } from '../database/queries/restores.ts'
import type { Transaction } from '../database/transactions.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Services } from './services.ts'

/** Refuses a new refund with `unavailable` while the store's books are, or may be, older than Stripe. */
export async function refuseWhileStopped(tx: Transaction, s: Services, store: string): Promise<void> {
  const { restoredAt, database } = await readRestoreState(tx, store)
  if (restoredAt !== null)
    throw new Refusal(
      'unavailable',
      'This shop’s records were restored from a backup. Refunds wait until they match Stripe again. Nothing was refunded.',
    )
  if (s.looked.get(store) !== database)
    throw new Refusal('unavailable', 'Stripe’s newest refunds can’t be read right now, so nothing was refunded. Try again in a moment.')
}
