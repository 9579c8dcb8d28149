import type { StoreId } from '../contract/ids.ts'
import { ApiError } from '../context/errors.ts'
import { hashKey, hintOf } from './issue-key.ts'
import { insertKey, readKey } from './key-queries.ts'
import type { Ctx } from '../context/ctx.ts'

export interface KeyAdded {
  readonly added: boolean
  /** Where the store knew the key already: when it ends, or ended; null where it has no end. */
  readonly endsAt: Date | null
}

/**
 * Adds `key` to the keys of `store` where it is new. It ends no other key of the store, as two servers that start with two keys
 * would end each other's; and where the key has an end already, it keeps it. A key of another store is refused as
 * `invalid_request`.
 */
export async function addKey(ctx: Pick<Ctx, 'db'>, store: StoreId, key: string): Promise<KeyAdded> {
  const hash = hashKey(key)
  if (await insertKey(ctx.db, { hash, store, hint: hintOf(key) })) return { added: true, endsAt: null }
  const known = await readKey(ctx.db, hash)
  if (known.store !== store) throw new ApiError('invalid_request', 'Another store has this API key; every store needs its own.')
  return { added: false, endsAt: known.expires_at }
}
