/** A person or the host wants a refund: reserve, call Stripe, record; the answer is the refund's row. */
import type { InvoiceId, PaymentId, StoreId } from '../contract/ids.ts'
import type { RequestRefund } from '../contract/requests.ts'
import { ApiError } from '../context/errors.ts'
import { found } from '../context/found.ts'
import type { Principal } from '../context/principal.ts'
import type { PaymentRow, RefundRequestRow } from '../database/schema.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { detectRestore } from '../sync/detect-restore.ts'
import { attemptRefund, attemptReserved } from './attempt.ts'
import { UncheckedStore } from './assert-not-stopped.ts'
import { findRequest, findRow, readAround, type AroundRefund } from './queries.ts'
import { reserve, type Known, type Reserved } from './reserve.ts'

/** The refund's row, or its request while Stripe's answer is not known, and what it is shown by. */
export interface RequestedRefund extends AroundRefund {
  readonly row: PaymentRow | RefundRequestRow
}

/**
 * Refunds `body.amount` minor units of a charge, at most once per `idempotencyKey`.
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
  const reserved = await reserveOnceChecked(ctx, principal, () => reserve(ctx, principal, invoice, body, idempotencyKey))
  if (!('request' in reserved)) return readOutcome(ctx, principal, reserved.id)
  const row = await attempt(ctx, reserved)
  return row === null
    ? readOutcome(ctx, principal, reserved.request.id)
    : { row, charge: reserved.charge, original: reserved.original, account: reserved.account, paidOut: 0 }
}

/** Where this process has not yet checked the store's books against Stripe's newest refunds, it does so and tries once more. */
async function reserveOnceChecked(
  ctx: GatewayCtx,
  { store }: Principal,
  tryReserving: () => Promise<Reserved | Known>,
): Promise<Reserved | Known> {
  try {
    return await tryReserving()
  } catch (error) {
    if (!(error instanceof UncheckedStore)) throw error
    await detectRestore(ctx, store)
    return tryReserving()
  }
}

/** What is reserved is refunded or released, whatever happens to this call: a failure here only puts it off. */
async function attempt(ctx: GatewayCtx, { request, account, lease }: Reserved): Promise<PaymentRow | null> {
  try {
    return lease === null ? await attemptRefund(ctx, request.id) : await attemptReserved(ctx, { ...request, account, age: 0 }, lease)
  } catch (error) {
    ctx.log.error({ request: request.id, error }, 'The attempt of a refund was cut short; it is retried')
    ctx.due()
    return null
  }
}

/** What has become of the request by now: its row, or where it left none, why. */
async function readOutcome(ctx: GatewayCtx, { store }: Principal, id: PaymentId): Promise<RequestedRefund> {
  const row = (await findRow(ctx.db, store, { id })) ?? (await readRequested(ctx, store, id))
  return { ...(await readAround(ctx.db, row)), row }
}

/** The request while it is open, or the row of its refund: that had one of its own before it was known whose it is. */
async function readRequested(ctx: GatewayCtx, store: StoreId, id: PaymentId): Promise<PaymentRow | RefundRequestRow> {
  const request = await findRequest(ctx.db, store, id)
  if (request === undefined) throw new ApiError('idempotency_key_reused')
  if (request.refund !== null) return found(await findRow(ctx.db, store, { refund: request.refund }), 'payment')
  if (request.state === 'open') return request
  throw new ApiError('stripe_refused', undefined, { stripeCode: request.stripe_code })
}
