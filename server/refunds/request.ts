/** A person or the host wants a refund: reserve, call Stripe, record; the answer is the refund's row. */
import type { InvoiceId, StoreId } from '../contract/ids.ts'
import type { RequestRefund } from '../contract/requests.ts'
import type { Principal } from '../context/principal.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { detectRestore } from '../sync/detect-restore.ts'
import { askStripe, readOutcome, type RequestedRefund } from './ask-stripe.ts'
import { UncheckedStore } from './assert-not-stopped.ts'
import { reserve } from './reserve.ts'

/**
 * Refunds `body.amount` minor units of a charge, at most once per `idempotencyKey`. Where the session says that a second person has
 * to approve it, Stripe is not asked yet, and the answer is a row that waits.
 * Refused with: not_found, invalid_request, idempotency_key_reused, not_refundable, charge_disputed, requires_reader,
 * amount_not_positive, amount_exceeds_refundable, exceeds_permission, stripe_refused, stripe_unavailable, unavailable.
 */
export async function requestRefund(
  ctx: GatewayCtx,
  principal: Principal,
  invoice: InvoiceId,
  body: RequestRefund,
  idempotencyKey: string,
): Promise<RequestedRefund> {
  const { store } = principal
  const reserved = await onceChecked(ctx, store, () => reserve(ctx, principal, invoice, body, idempotencyKey))
  if ('id' in reserved) return readOutcome(ctx, store, reserved.id)
  if ('request' in reserved) return askStripe(ctx, reserved)
  const { waiting: row, ...around } = reserved
  return { row, ...around, paidOut: 0 }
}

/** Where this process has not yet checked the store's books against Stripe's newest refunds, it does so and tries once more. */
export async function onceChecked<T>(ctx: GatewayCtx, store: StoreId, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof UncheckedStore)) throw error
    await detectRestore(ctx, store)
    return work()
  }
}
