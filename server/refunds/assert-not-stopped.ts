import type { StoreId } from '../contract/ids.ts'
import { readStoreState } from '../database/store-state.ts'
import type { Transaction } from '../database/transactions.ts'
import { ApiError } from '../context/errors.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/**
 * Refuses a new refund: with `stripe_unavailable` while Stripe does not accept the store's key, with `unavailable` while its
 * books are, or may be, older than Stripe.
 */
export async function assertNotStopped(tx: Transaction, ctx: GatewayCtx, store: StoreId): Promise<void> {
  const { keyRefusedAt, restoredAt, database } = await readStoreState(tx, store)
  if (keyRefusedAt !== null) throw new ApiError('stripe_unavailable', 'Stripe does not accept this shop’s key. Nothing was refunded.')
  if (restoredAt !== null)
    throw new ApiError(
      'unavailable',
      'This shop’s records were restored from a backup. Refunds wait until they match Stripe again. Nothing was refunded.',
    )
  if (ctx.checkedForRestore.get(store) !== database)
    throw new ApiError('unavailable', 'Stripe’s newest refunds can’t be read right now, so nothing was refunded. Try again in a moment.')
}
