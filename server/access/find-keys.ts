import type { StoreId } from '../contract/ids.ts'
import type { Ctx } from '../context/ctx.ts'

export interface LiveKey {
  readonly store: StoreId
  /** Null where it has no end. */
  readonly expiresAt: Date | null
}

/** The API keys of these hashes that are live, by hash, in one query however many are looked for. */
export async function findKeys(ctx: Pick<Ctx, 'db' | 'clock'>, hashes: readonly string[]): Promise<Map<string, LiveKey>> {
  const found = await ctx.db
    .selectFrom('api_keys')
    .select(['hash', 'store', 'expires_at'])
    .where('hash', 'in', hashes)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', ctx.clock())]))
    .execute()
  return new Map(found.map(({ hash, store, expires_at }) => [hash, { store, expiresAt: expires_at }]))
}
