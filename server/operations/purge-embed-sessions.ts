import type { Services } from './services.ts'

/** Forgets embed sessions that have expired; their tokens are refused anyway. */
export async function purgeEmbedSessions(s: Services): Promise<void> {
  await s.db.deleteFrom('embed_sessions').where('expires_at', '<=', s.clock()).execute()
}
