import type { Ctx } from '../context/ctx.ts'
import type { AccountId, StoreId } from '../contract/ids.ts'
import { readAllKeys, readStores } from './store-queries.ts'

export interface ListedStore {
  readonly id: StoreId
  readonly name: string
  /** Null is the platform's own. */
  readonly account: AccountId | null
  readonly livemode: boolean
  readonly origins: readonly string[]
  /** Oldest first, those that have ended too. */
  readonly keys: readonly ListedKey[]
}

export interface ListedKey {
  /** Enough of the key to know it from others. */
  readonly hint: string
  readonly createdAt: Date
  /** When it ends, or ended; null where it has no end. */
  readonly expiresAt: Date | null
}

/** Every store by its id, with its API keys. */
export async function listStores({ db }: Pick<Ctx, 'db'>): Promise<ListedStore[]> {
  const stores = await readStores(db)
  const keys = await readAllKeys(db)
  return stores.map(({ id, name, stripe_account, livemode, allowed_origins }) => ({
    id,
    name,
    account: stripe_account,
    livemode,
    origins: allowed_origins,
    keys: keys
      .filter(({ store }) => store === id)
      .map(({ hint, created_at, expires_at }) => ({ hint, createdAt: created_at, expiresAt: expires_at })),
  }))
}
