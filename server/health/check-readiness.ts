import type { Ctx } from '../context/ctx.ts'

/** How long the database may take to answer before it counts as unreachable, in milliseconds. */
const MAX_WAIT = 2_000

/** Why the server can't do its work right now, in words, or null where it can: the database answers and has our tables. */
export async function checkReadiness(ctx: Ctx): Promise<string | null> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('no answer in time')), MAX_WAIT)
  try {
    await Promise.race([ctx.db.selectFrom('stores').select('id').limit(1).execute(), tooLate])
    return null
  } catch {
    return 'The database can’t be reached, or lacks the tables.'
  } finally {
    clearTimeout(timer)
  }
}
