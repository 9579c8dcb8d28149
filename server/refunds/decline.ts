/** A second person declines a refund: what it reserved is given back, and who asked for it is told why. */
import type { DeclineRefund } from '../contract/requests.ts'
import type { Ctx } from '../context/ctx.ts'
import type { Principal } from '../context/principal.ts'
import { closeRequest } from '../ledger/refund-queries.ts'
import type { RequestedRefund } from './ask-stripe.ts'
import { decide, deciderColumns, writeDecision, type OfRequest } from './decide.ts'
import { findWaiting, readAround } from './queries.ts'
import { found } from '../context/found.ts'

/**
 * Declines the refund; repeated by the same person it answers the same. Refused with: not_found, invalid_request, own_request,
 * not_awaiting_approval.
 */
export async function declineRefund(
  ctx: Ctx,
  principal: Principal,
  of: OfRequest,
  { actor, note }: DeclineRefund,
): Promise<RequestedRefund> {
  await decide(ctx, principal, of, 'decline', actor, async ({ tx, request, charge, by, ruling, touched }) => {
    if (ruling !== 'carry_out') return
    await closeRequest(
      tx,
      request,
      { state: 'declined', decision_note: note ?? null, ...deciderColumns(by) },
      { from: 'awaiting_approval' },
    )
    writeDecision(tx, request, 'refund_declined', by, { note: note ?? null })
    touched.add(charge.id)
  })
  const row = found(await findWaiting(ctx.db, { store: principal.store, invoice: of.invoice, id: of.payment }), 'refund')
  return { ...(await readAround(ctx.db, row)), row }
}
