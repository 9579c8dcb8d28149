import { resolveAttention } from '../attention/queries.ts'
import { writeAudit } from '../audit/write-audit.ts'
import type { RefundRequestRow } from '../database/schema.ts'
import { databaseNow } from '../database/time.ts'
import { lockedCharges } from './locked-charges.ts'
import type { Ctx } from '../context/ctx.ts'

/** How a request that made no refund ends: `rejected` by Stripe, or `released` because Stripe never made it. */
export interface Ending {
  readonly state: 'rejected' | 'released'
  /** Stripe's code; null where it gave none or was never asked. */
  readonly stripeCode: string | null
  /** What Stripe said beside it, in its own words: for the audit, never for a screen. */
  readonly stripeMessage: string | null
  /** How often it was asked by then; nothing ends where it was asked or looked at once more since. */
  readonly attempts?: number
}

/** Gives back what an open request had reserved; does nothing where it is closed already. */
export async function closeRequest(ctx: Ctx, request: RefundRequestRow, ending: Ending): Promise<void> {
  await lockedCharges(ctx, request.store, [request.charge], async (tx, _held, touched) => {
    const closed = await tx
      .updateTable('refund_requests')
      .set({
        state: ending.state,
        stripe_code: ending.stripeCode,
        closed_at: databaseNow,
        next_attempt_at: null,
      })
      .where('id', '=', request.id)
      .where('state', '=', 'open')
      .$if(ending.attempts !== undefined, (query) => query.where('attempts', '=', ending.attempts ?? 0))
      .executeTakeFirst()
    if (closed.numUpdatedRows === 0n) return
    touched.add(request.charge)
    await resolveAttention(tx, { store: request.store, code: 'refund_unknown', subject: request.id })
    await writeAudit(tx, {
      store: request.store,
      invoice: request.invoice,
      action: 'refund_rejected',
      actor_name: null,
      via: 'stripe',
      payment: request.id,
      charge: request.charge,
      refund: null,
      amount: -request.amount,
      currency: request.currency,
      data: { state: ending.state, stripeCode: ending.stripeCode, stripeMessage: ending.stripeMessage },
    })
  })
}
