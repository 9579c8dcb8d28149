import type { Ctx } from '../context/ctx.ts'
import { deleteExpiredSessions } from './key-queries.ts'

/** Forgets embed sessions that have expired; their tokens are refused anyway. */
export async function purgeEmbedSessions({ db, clock }: Pick<Ctx, 'db' | 'clock'>): Promise<void> {
  await deleteExpiredSessions(db, clock())
}
