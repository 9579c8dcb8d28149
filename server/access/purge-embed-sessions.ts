import type { Ctx } from '../context/ctx.ts'

/** Forgets embed sessions that have expired; their tokens are refused anyway. */
export async function purgeEmbedSessions(ctx: Ctx): Promise<void> {
  await ctx.db.deleteFrom('embed_sessions').where('expires_at', '<=', ctx.clock()).execute()
}
