/** Reads how often the tab of one invoice changed, which costs far less than the tab. */
import { ApiError } from '../context/errors.ts'
import type { Principal } from '../context/principal.ts'
import type { Ctx } from '../context/ctx.ts'

/** Refused with not_found. */
export async function readVersion(ctx: Ctx, { store }: Principal, id: string): Promise<number> {
  const invoice = await ctx.db.selectFrom('invoices').select('version').where('store', '=', store).where('id', '=', id).executeTakeFirst()
  if (invoice === undefined) throw new ApiError('not_found', 'There is no such invoice.')
  return invoice.version
}
