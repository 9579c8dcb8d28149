import type { StoreId } from '../contract/ids.ts'
import { ApiError } from '../context/errors.ts'
import { hashKey } from './issue-key.ts'
import type { Ctx } from '../context/ctx.ts'

/**
 * Ends one key of `store` now, named by itself or by the hint that is kept of it; the store's other keys stay. Returns
 * whether the store has a key left. Refused with: not_found; invalid_request where several keys have this hint.
 */
export async function revokeKey(ctx: Pick<Ctx, 'db' | 'clock'>, store: StoreId, keyOrHint: string): Promise<{ keysLeft: boolean }> {
  const now = ctx.clock()
  return ctx.db.transaction().execute(async (trx) => {
    const live = await trx
      .selectFrom('api_keys')
      .select(['hash', 'hint'])
      .where('store', '=', store)
      .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
      .forUpdate()
      .execute()
    const named = live.filter(({ hash, hint }) => hash === hashKey(keyOrHint) || hint === keyOrHint)
    const [revoked] = named
    if (revoked === undefined) throw new ApiError('not_found', 'The store has no such key, or it has ended already; store list shows them.')
    if (named.length > 1) throw new ApiError('invalid_request', `Several keys of the store are shown as ${keyOrHint}: give the whole key.`)
    await trx.updateTable('api_keys').set({ expires_at: now }).where('hash', '=', revoked.hash).execute()
    return { keysLeft: live.length > 1 }
  })
}
