/** Who asked for a refund takes it back while it waits for approval, or takes its row away once it was declined or expired. */
import type { DecideRefund } from '../contract/requests.ts'
import type { Ctx } from '../context/ctx.ts'
import type { Principal } from '../context/principal.ts'
import { closeRequest } from '../ledger/refund-queries.ts'
import { decide, writeDecision, type OfRequest } from './decide.ts'
import { markDismissed } from './queries.ts'

/** Repeated, it changes nothing. Refused with: not_found, invalid_request, forbidden, not_awaiting_approval. */
export async function withdrawRefund(ctx: Ctx, principal: Principal, of: OfRequest, { actor }: DecideRefund): Promise<void> {
  await decide(ctx, principal, of, 'withdraw', actor, async ({ tx, request, charge, by, ruling, touched }) => {
    if (ruling === 'was_carried_out') return
    touched.add(charge.id)
    if (ruling === 'dismiss') return markDismissed(tx, request.id)
    await closeRequest(tx, request, { state: 'withdrawn' }, { from: 'awaiting_approval' })
    writeDecision(tx, request, 'refund_withdrawn', by)
  })
}
