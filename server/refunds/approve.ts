/** A second person approves a refund: all is checked again as if it were asked for now, then Stripe is asked. */
import type { DecideRefund } from '../contract/requests.ts'
import { found } from '../context/found.ts'
import type { Principal } from '../context/principal.ts'
import { rowOfCharge } from '../database/payments.ts'
import { readStoreState } from '../database/store-state.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { takeLeaseIn } from '../sync/lease.ts'
import { askStripe, readOutcome, type RequestedRefund, type Reserved } from './ask-stripe.ts'
import { assertNotStopped } from './assert-not-stopped.ts'
import { decide, deciderColumns, writeDecision, type OfRequest } from './decide.ts'
import { letGo } from './queries.ts'
import { onceChecked } from './request.ts'
import { assertRefundable, firstAttempt } from './reserve.ts'

/**
 * Approves the refund and asks Stripe for it, once; repeated by the same person it answers what became of it. What is refused
 * keeps waiting. Refused with: not_found, invalid_request, own_request, not_awaiting_approval, charge_disputed, requires_reader,
 * amount_exceeds_refundable, stripe_refused, stripe_unavailable, unavailable.
 */
export async function approveRefund(
  ctx: GatewayCtx,
  principal: Principal,
  of: OfRequest,
  { actor }: DecideRefund,
): Promise<RequestedRefund> {
  const approved = await onceChecked(ctx, principal.store, () => approve(ctx, principal, of, actor))
  return approved === null ? readOutcome(ctx, principal.store, of.payment) : askStripe(ctx, approved)
}

/** Null where it was approved before. */
async function approve(ctx: GatewayCtx, principal: Principal, of: OfRequest, actor: DecideRefund['actor']): Promise<Reserved | null> {
  await using taken = new AsyncDisposableStack()
  const approved = await decide(ctx, principal, of, 'approve', actor, async ({ tx, request, charge, by, ruling, touched }) => {
    if (ruling === 'was_carried_out') return null
    await assertRefundable(tx, charge, request.amount, request.amount)
    const state = await readStoreState(tx, request.store)
    assertNotStopped(state, ctx.checkedForRestore.get(request.store))
    const original = found(await rowOfCharge(tx, request.store, charge.id), 'payment')
    const lease = await takeLeaseIn(tx, ctx, charge)
    if (lease !== null) taken.defer(() => lease.end())
    const open = await letGo(tx, request.id, { ...deciderColumns(by), ...firstAttempt(lease !== null) })
    writeDecision(tx, request, 'refund_approved', by, { reason: request.reason })
    touched.add(charge.id)
    return { request: open, charge, original, account: state.account, lease }
  })
  taken.move()
  return approved
}
