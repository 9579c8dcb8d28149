/** A request that was reserved or approved is asked of Stripe, and its outcome told: by whoever let it be asked. */
import type { AccountId, PaymentId, StoreId } from '../contract/ids.ts'
import { ApiError } from '../context/errors.ts'
import { found } from '../context/found.ts'
import type { ChargeRow, PaymentRow, RefundRequestRow } from '../database/schema.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import type { ChargeLease } from '../sync/lease.ts'
import { attemptRefund, attemptReserved } from './attempt.ts'
import { findRequest, findRow, readAround, type AroundRefund } from './queries.ts'

/** The refund's row, or its request while it has none, and what it is shown by. */
export interface RequestedRefund extends AroundRefund {
  readonly row: PaymentRow | RefundRequestRow
}

/** An open refund request, and what its first attempt needs. */
export interface Reserved {
  readonly request: RefundRequestRow
  readonly charge: ChargeRow
  /** The row of the charge. */
  readonly original: PaymentId
  readonly account: AccountId | null
  /** Taken with the reservation, which then counts the first attempt; null where another has it. */
  readonly lease: ChargeLease | null
}

export async function askStripe(ctx: GatewayCtx, reserved: Reserved): Promise<RequestedRefund> {
  const { request, charge, original, account } = reserved
  const row = await attempt(ctx, reserved)
  return row === null ? readOutcome(ctx, request.store, request.id) : { row, charge, original, account, paidOut: 0 }
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
export async function readOutcome(ctx: GatewayCtx, store: StoreId, id: PaymentId): Promise<RequestedRefund> {
  const row = (await findRow(ctx.db, store, { id })) ?? (await readRequested(ctx, store, id))
  return { ...(await readAround(ctx.db, row)), row }
}

/** The request until it ends, or the row of its refund: that had one of its own before it was known whose it is. */
async function readRequested(ctx: GatewayCtx, store: StoreId, id: PaymentId): Promise<PaymentRow | RefundRequestRow> {
  const request = await findRequest(ctx.db, store, id)
  if (request === undefined) throw new ApiError('idempotency_key_reused')
  if (request.refund !== null) return found(await findRow(ctx.db, store, { refund: request.refund }), 'payment')
  if (request.state === 'rejected' || request.state === 'released')
    throw new ApiError('stripe_refused', undefined, { stripeCode: request.stripe_code })
  return request
}
