import type { Ctx } from '../context/ctx.ts'

/** How many stores there are. Throws where the database does not answer or has none of our tables. */
export async function countStores({ db }: Pick<Ctx, 'db'>): Promise<number> {
  const { count } = await db
    .selectFrom('stores')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}
