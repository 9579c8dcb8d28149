import type { Ctx } from '../context/ctx.ts'
import { readAllowedOrigins } from './key-queries.ts'

/**
 * Those of these origins whose pages any store, or any live embed session, allows: enough for a preflight, which shows no
 * token. In one query however many are looked for.
 */
export async function findKnownOrigins({ db, clock }: Pick<Ctx, 'db' | 'clock'>, origins: readonly string[]): Promise<Set<string>> {
  return new Set(await readAllowedOrigins(db, origins, clock()))
}
