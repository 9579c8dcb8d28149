import { randomBytes } from 'node:crypto'
import type { Ctx } from '../context/ctx.ts'
import { readAnyStore, readClock, writeBytes } from './queries.ts'

/** How long the database may take to answer before it counts as unreachable, in milliseconds. */
const MAX_WAIT = 2_000

/** Milliseconds that this machine's clock and the database's may differ by; webhooks are refused when it is five minutes. */
const CLOCKS_DIFFER = 60_000

/** Bytes that are written for a try: more than is left by chance in what PostgreSQL has allocated. */
const TRY_BYTES = 64 * 1024

/**
 * Why the server can't do its work right now, in words, or null where it can: the database answers, has our tables, can be
 * written, and goes by the same time as this machine.
 */
export async function checkReadiness(ctx: Pick<Ctx, 'db' | 'clock'>): Promise<string | null> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('no answer in time')), MAX_WAIT)
  try {
    return await Promise.race([check(ctx), tooLate])
  } catch {
    return 'The database can’t be reached, or lacks the tables.'
  } finally {
    clearTimeout(timer)
  }
}

async function check(ctx: Pick<Ctx, 'db' | 'clock'>): Promise<string | null> {
  await readAnyStore(ctx.db)
  const now = await readClock(ctx.db)
  if (now !== undefined && Math.abs(now.getTime() - ctx.clock().getTime()) > CLOCKS_DIFFER)
    return 'The clocks of this machine and of the database differ by more than a minute: set them right.'
  return (await canWrite(ctx)) ? null : 'The database can’t be written: its disk is full, or it takes no changes.'
}

class Undone extends Error {}

/** Writes as much as makes files grow, and takes it back. A full disk still lets everything be read. */
async function canWrite({ db }: Pick<Ctx, 'db'>): Promise<boolean> {
  try {
    await db.transaction().execute(async (tx) => {
      await writeBytes(tx, randomBytes(TRY_BYTES))
      throw new Undone()
    })
    return true
  } catch (error) {
    return error instanceof Undone
  }
}
