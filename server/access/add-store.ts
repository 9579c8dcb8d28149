import type { AccountId } from '../contract/ids.ts'
import { ApiError } from '../context/errors.ts'
import type { Ctx } from '../context/ctx.ts'
import { findStore, insertStore, updateStore } from './store-queries.ts'

export interface NewStore {
  readonly id: string
  readonly name: string
  /** The connected Stripe account, `acct_…`; null for the platform's own. */
  readonly stripeAccount: AccountId | null
  /** Whether it lives in Stripe's live mode or in its test mode. */
  readonly livemode: boolean
  /** Web origins whose pages may show the store's invoices; null leaves those of an existing store as they are. */
  readonly allowedOrigins: readonly string[] | null
}

/**
 * Adds a store, or brings the name and origins of one that exists up to date. Its Stripe account and its mode never change, as its
 * books were written with them: naming others is refused as `invalid_request`, and so is an account that another store has.
 */
export async function addStore(ctx: Pick<Ctx, 'db'>, store: NewStore): Promise<'added' | 'known'> {
  return ctx.db.transaction().execute(async (tx) => {
    const isNew = await insertStore(tx, {
      id: store.id,
      name: store.name,
      stripe_account: store.stripeAccount,
      livemode: store.livemode,
      allowed_origins: [...(store.allowedOrigins ?? [])],
    })
    if (isNew) return 'added'
    const known = await findStore(tx, store.id)
    if (known === undefined)
      throw new ApiError('invalid_request', 'Another store has this Stripe account already; a Stripe account belongs to one store.')
    if (known.stripe_account !== store.stripeAccount)
      throw new ApiError('invalid_request', `Store ${store.id} has another Stripe account already; add a new store instead.`)
    if (known.livemode !== store.livemode) {
      throw new ApiError(
        'invalid_request',
        `Store ${store.id} was made in Stripe’s ${known.livemode ? 'live' : 'test'} mode, and the key is for the other mode. Use that key again, or another database.`,
      )
    }
    await updateStore(tx, store.id, {
      name: store.name,
      ...(store.allowedOrigins === null ? {} : { allowed_origins: [...store.allowedOrigins] }),
    })
    return 'known'
  })
}
