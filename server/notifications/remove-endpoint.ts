import { resolveAttention } from '../attention/queries.ts'
import { ApiError } from '../context/errors.ts'
import type { Ctx } from '../context/ctx.ts'
import { deleteEndpoint } from './queries.ts'

/** Tells the endpoint nothing more, and forgets what it was to be told. Refused with not_found. */
export async function removeEndpoint({ db }: Pick<Ctx, 'db'>, id: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const store = await deleteEndpoint(tx, id)
    if (store === undefined) throw new ApiError('not_found', `There is no endpoint ${id}.`)
    await resolveAttention(tx, { store, code: 'notifications_dead', subject: id })
  })
}
