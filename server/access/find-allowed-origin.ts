import type { StoreId } from '../contract/ids.ts'
import { sql } from 'kysely'
import type { Ctx } from '../context/ctx.ts'

/** Whether any store, or any live embed session, allows pages of `origin`: enough for a preflight, which shows no token. */
export async function isOriginKnown(ctx: Ctx, origin: string): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    select exists (select from stores where ${origin} = any (allowed_origins))
        or exists (select from embed_sessions where expires_at > ${ctx.clock()} and ${origin} = any (origins)) as known`.execute(ctx.db)
  return rows[0]?.known === true
}

/** Whether `store` itself allows pages of `origin`. */
export async function isOriginOfStore(ctx: Ctx, store: StoreId, origin: string): Promise<boolean> {
  const found = await ctx.db
    .selectFrom('stores')
    .select('id')
    .where('id', '=', store)
    .where(sql<boolean>`${origin} = any (allowed_origins)`)
    .executeTakeFirst()
  return found !== undefined
}
