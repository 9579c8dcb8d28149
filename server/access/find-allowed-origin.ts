import type { StoreId } from '../contract/ids.ts'
import { sql } from 'kysely'
import type { Ctx } from '../context/ctx.ts'

/**
 * Those of these origins whose pages any store, or any live embed session, allows: enough for a preflight, which shows no
 * token. In one query however many are looked for.
 */
export async function findKnownOrigins(ctx: Pick<Ctx, 'db' | 'clock'>, origins: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ origin: string }>`
    select origin from unnest(${origins}::text[]) as origin
    where exists (select from stores where origin = any (allowed_origins))
       or exists (select from embed_sessions where origins @> array[origin] and expires_at > ${ctx.clock()})`.execute(ctx.db)
  return new Set(rows.map(({ origin }) => origin))
}

/** Whether `store` itself allows pages of `origin`. */
export async function isOriginOfStore(ctx: Pick<Ctx, 'db'>, store: StoreId, origin: string): Promise<boolean> {
  const found = await ctx.db
    .selectFrom('stores')
    .select('id')
    .where('id', '=', store)
    .where(sql<boolean>`${origin} = any (allowed_origins)`)
    .executeTakeFirst()
  return found !== undefined
}
