import type { Services } from './services.ts'

/** The Stripe account of a store; null is the platform's own. */
export async function stripeAccountOf(s: Services, store: string): Promise<string | null> {
  const { stripe_account } = await s.db.selectFrom('stores').select('stripe_account').where('id', '=', store).executeTakeFirstOrThrow()
  return stripe_account
}

/** The store of a Stripe account, null where none of ours has it. The account alone decides. */
export async function storeOfAccount(s: Services, account: string | null): Promise<string | null> {
  const store = await s.db.selectFrom('stores').select('id').where('stripe_account', 'is not distinct from', account).executeTakeFirst()
  return store?.id ?? null
}
