import type { StoreId } from '../contract/ids.ts'
import { createHash, randomBytes } from 'node:crypto'
import { ApiError } from '../context/errors.ts'
import type { Ctx } from '../context/ctx.ts'
import { endOtherKeys, insertKey } from './key-queries.ts'
import { lockStore } from './store-queries.ts'

/** How long the keys that a new one replaces keep working, in seconds, so that a host can change over calmly. */
export const KEY_OVERLAP = 24 * 3600

/** An API key of 256 random bits. It is shown once; only its hash is kept. */
export function newApiKey(): string {
  return `jtk_${randomBytes(32).toString('base64url')}`
}

/** What is kept of a key. A plain SHA-256 does for keys of 256 random bits: there is nothing to guess. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/**
 * Gives `store` a new key; its other keys end after `overlap` seconds, those that end sooner keep their end. A key that
 * was given before, to whichever store, is refused as `invalid_request`: one that ended must never come back.
 */
export async function issueKey(ctx: Pick<Ctx, 'db' | 'clock'>, store: StoreId, key: string, overlap = KEY_OVERLAP): Promise<void> {
  const hash = hashKey(key)
  await ctx.db.transaction().execute(async (tx) => {
    await lockStore(tx, store)
    const end = new Date(ctx.clock().getTime() + overlap * 1000)
    if (!(await insertKey(tx, { hash, store, hint: hintOf(key) })))
      throw new ApiError('invalid_request', 'This API key was given before; a new key must be one that nobody has had.')
    await endOtherKeys(tx, { store, hash }, end)
  })
}

/** Enough to know keys apart in a list, and of no use to anyone who reads it. */
export function hintOf(key: string): string {
  return key.length < 24 ? '…' : `${key.slice(0, 4)}…${key.slice(-4)}`
}
