import { hashKey } from './issue-key.ts'
import type { Identity } from './identity.ts'
import type { Ctx } from '../context/ctx.ts'

/** The store whose API key this is, or null where no live key has its hash. */
export async function authenticateKey(ctx: Ctx, key: string): Promise<Identity | null> {
  const found = await ctx.db
    .selectFrom('api_keys')
    .select(['store', 'expires_at'])
    .where('hash', '=', hashKey(key))
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', ctx.clock())]))
    .executeTakeFirst()
  return found === undefined ? null : { principal: { kind: 'host', store: found.store }, origins: null, expiresAt: found.expires_at }
}
