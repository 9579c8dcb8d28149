import type { Ctx } from '../context/ctx.ts'
import { readSessionsOfEndedKeys } from './key-queries.ts'

/**
 * Those of these embed sessions that ended before their time, because the API key by which they were made has ended. By
 * id, in one query however many are looked for.
 */
export async function findEndedSessions({ db, clock }: Pick<Ctx, 'db' | 'clock'>, ids: readonly string[]): Promise<Set<string>> {
  return new Set(await readSessionsOfEndedKeys(db, ids, clock()))
}
