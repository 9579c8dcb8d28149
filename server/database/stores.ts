import type { AccountId, StoreId } from '../contract/ids.ts'
import type { Database } from './connection.ts'

/** The Stripe account of a store; null is the platform's own. */
export async function stripeAccountOf({ db }: { readonly db: Database }, store: StoreId): Promise<AccountId | null> {
  const { stripe_account } = await db.selectFrom('stores').select('stripe_account').where('id', '=', store).executeTakeFirstOrThrow()
  return stripe_account
}
