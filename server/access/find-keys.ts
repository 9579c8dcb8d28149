import type { StoreId } from '../contract/ids.ts'
import type { Ctx } from '../context/ctx.ts'
import { readLiveKeys } from './key-queries.ts'

export interface LiveKey {
  readonly store: StoreId
  /** Null where it has no end. */
  readonly expiresAt: Date | null
}

/** The API keys of these hashes that are live, by hash, in one query however many are looked for. */
export async function findKeys(ctx: Pick<Ctx, 'db' | 'clock'>, hashes: readonly string[]): Promise<Map<string, LiveKey>> {
  const found = await readLiveKeys(ctx.db, hashes, ctx.clock())
  return new Map(found.map(({ hash, store, expires_at }) => [hash, { store, expiresAt: expires_at }]))
}
