import type { Ctx } from '../context/ctx.ts'

/**
 * Those of these embed sessions that ended before their time, because the API key by which they were made has ended. By
 * id, in one query however many are looked for.
 */
export async function findEndedSessions(ctx: Pick<Ctx, 'db' | 'clock'>, ids: readonly string[]): Promise<Set<string>> {
  const ended = await ctx.db
    .selectFrom('embed_sessions')
    .innerJoin('api_keys', 'api_keys.hash', 'embed_sessions.key')
    .select('embed_sessions.id')
    .where('embed_sessions.id', 'in', ids)
    .where('api_keys.expires_at', '<=', ctx.clock())
    .execute()
  return new Set(ended.map(({ id }) => id))
}
