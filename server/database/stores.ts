import type { AccountId, StoreId } from '../contract/ids.ts'
import type { Database } from './connection.ts'

/** The Stripe account of a store; null is the platform's own. */
export async function stripeAccountOf({ db }: { readonly db: Database }, store: StoreId): Promise<AccountId | null> {
  const { stripe_account } = await db.selectFrom('stores').select('stripe_account').where('id', '=', store).executeTakeFirstOrThrow()
  return stripe_account
}

/** The store of a Stripe account, null where none of ours has it. The account alone decides. */
export async function storeOfAccount({ db }: { readonly db: Database }, account: AccountId | null): Promise<StoreId | null> {
  const store = await db.selectFrom('stores').select('id').where('stripe_account', 'is not distinct from', account).executeTakeFirst()
  return store?.id ?? null
}
