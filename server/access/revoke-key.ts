import type { StoreId } from '../contract/ids.ts'
import { ApiError } from '../context/errors.ts'
import { hashKey } from './issue-key.ts'
import type { Ctx } from '../context/ctx.ts'
import { endKey, lockLiveKeys } from './key-queries.ts'

/**
 * Ends one key of `store` now, named by itself or by the hint that is kept of it; the store's other keys stay. Returns
 * whether the store has a key left. Refused with: not_found; invalid_request where several keys have this hint.
 */
export async function revokeKey(ctx: Pick<Ctx, 'db' | 'clock'>, store: StoreId, keyOrHint: string): Promise<{ keysLeft: boolean }> {
  const now = ctx.clock()
  return ctx.db.transaction().execute(async (tx) => {
    const live = await lockLiveKeys(tx, store, now)
    const named = live.filter(({ hash, hint }) => hash === hashKey(keyOrHint) || hint === keyOrHint)
    const [revoked] = named
    if (revoked === undefined) throw new ApiError('not_found', 'The store has no such key, or it has ended already; store list shows them.')
    if (named.length > 1) throw new ApiError('invalid_request', `Several keys of the store are shown as ${keyOrHint}: give the whole key.`)
    await endKey(tx, revoked.hash, now)
    return { keysLeft: live.length > 1 }
  })
}
