import { ApiError } from '../context/errors.ts'
import { resolveAttention } from '../attention/queries.ts'
import { touchInvoiceOf } from '../database/invoices.ts'
import { transaction } from '../database/transactions.ts'
import { applyEvent } from './apply.ts'
import type { EventKey } from './claim-queries.ts'
import { readEventState, resetEvent } from './queries.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/** Applies an event of the inbox once more, from its first attempt; answers how it stands then. Refused with not_found. */
export async function replayEvent(ctx: GatewayCtx, { account, id }: EventKey): Promise<'waiting' | 'applied' | 'dead'> {
  const event = await transaction(ctx, async (tx) => {
    const waiting = await resetEvent(tx, { account, id })
    if (waiting !== undefined) await resolveAttention(tx, { store: waiting.store, code: 'event_dead', subject: id })
    return waiting
  })
  if (event === undefined) throw new ApiError('not_found', `There is no event ${id}.`)
  await applyEvent(ctx, { account, id })
  const state = await readEventState(ctx.db, { account, id })
  if (event.charge !== null) await touchInvoiceOf(ctx, event.store, event.charge)
  return state
}
