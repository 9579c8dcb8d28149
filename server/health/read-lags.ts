import { readMigrations } from '../database/migrate.ts'
import { readMoments } from '../database/moments.ts'
import type { Ctx } from '../context/ctx.ts'
import { readDueLags, readStoreAccounts } from './lag-queries.ts'
import type { Lags } from './warnings.ts'

export interface LagsCtx extends Pick<Ctx, 'db' | 'clock'> {
  /** Whether the key is a live one. */
  readonly livemode: boolean
  /** When this server started. */
  readonly startedAt: Date
}

/** How far behind the work is, by the database. Throws where it can't be read. */
export async function readLags({ db, clock, livemode, startedAt }: LagsCtx): Promise<Lags> {
  const due = await readDueLags(db)
  const { webhook, missed } = await readMoments(db)
  const { unknown } = await readMigrations(db)
  const before = (moment: Date | null): number | null => (moment === null ? null : (clock().getTime() - moment.getTime()) / 1000)
  const stores = await readStoreAccounts(db)
  const storesOfOtherMode = stores.filter((store) => store.livemode !== livemode).map(({ id }) => id)
  const serverUpFor = (clock().getTime() - startedAt.getTime()) / 1000
  return {
    ...due,
    storesOfOtherMode,
    serverUpFor,
    webhookBefore: before(webhook),
    missedBefore: before(missed),
    unknownMigrations: unknown,
  }
}
