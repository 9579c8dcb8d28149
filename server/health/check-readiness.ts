import { randomBytes } from 'node:crypto'
import type { Ctx } from '../context/ctx.ts'
import { describeDatabaseTrouble } from '../database/describe-trouble.ts'
import { readAnyStore, readClock, writeBytes } from './queries.ts'

/** How long the database may take to answer before it counts as unreachable, in milliseconds. */
const MAX_WAIT = 2_000

/** Milliseconds that this machine's clock and the database's may differ by; webhooks are refused when it is five minutes. */
const CLOCKS_DIFFER = 60_000

/** Bytes that are written for a try: more than is left by chance in what PostgreSQL has allocated. */
const TRY_BYTES = 64 * 1024

export const UNREADY_CODES = ['stopping', 'database_unreachable', 'database_slow', 'database_read_only', 'clocks_differ'] as const

/** Why the server can't do its work right now, and what to do about it. */
export interface Unready {
  readonly code: (typeof UNREADY_CODES)[number]
  readonly says: string
}

/**
 * Why the server can't do its work right now, or null where it can: the database answers, has our tables, can be
 * written, and goes by the same time as this machine.
 */
export async function checkReadiness(ctx: Pick<Ctx, 'db' | 'clock'>): Promise<Unready | null> {
  const { promise: late, resolve } = Promise.withResolvers<Unready>()
  const timer = setTimeout(resolve, MAX_WAIT, SLOW)
  try {
    return await Promise.race([check(ctx), late])
  } catch (error) {
    return { code: 'database_unreachable', says: describeDatabaseTrouble(error) ?? 'The database can’t be reached, or lacks the tables.' }
  } finally {
    clearTimeout(timer)
  }
}

const SLOW: Unready = {
  code: 'database_slow',
  says: 'The database does not answer within two seconds: see what keeps it busy, and whether its machine and the network are well.',
}

async function check(ctx: Pick<Ctx, 'db' | 'clock'>): Promise<Unready | null> {
  await readAnyStore(ctx.db)
  const now = await readClock(ctx.db)
  if (now !== undefined && Math.abs(now.getTime() - ctx.clock().getTime()) > CLOCKS_DIFFER)
    return {
      code: 'clocks_differ',
      says: 'The clocks of this machine and of the database differ by more than a minute: set them right (NTP).',
    }
  return (await canWrite(ctx))
    ? null
    : {
        code: 'database_read_only',
        says: 'The database can’t be written: its disk is full, or it takes no changes, as a standby. Make room, or point DATABASE_URL at the primary.',
      }
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
