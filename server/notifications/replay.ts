import { resolveAttention } from '../attention/queries.ts'
import { ApiError } from '../context/errors.ts'
import type { Ctx } from '../context/ctx.ts'
import { reviveDead } from './queries.ts'

/** Takes up what was given up at the endpoint, for as long again, and sends at once; returns how much. Refused with not_found. */
export function replayNotifications({ db }: Pick<Ctx, 'db'>, id: string): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const endpoint = await reviveDead(tx, id)
    if (endpoint === undefined) throw new ApiError('not_found', `There is no endpoint ${id}.`)
    await resolveAttention(tx, { store: endpoint.store, code: 'notifications_dead', subject: id })
    return endpoint.revived
  })
}
