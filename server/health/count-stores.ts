import type { Ctx } from '../context/ctx.ts'
import { countAllStores } from './queries.ts'

/** How many stores there are. Throws where the database does not answer or has none of our tables. */
export function countStores({ db }: Pick<Ctx, 'db'>): Promise<number> {
  return countAllStores(db)
}
