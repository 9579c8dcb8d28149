/** A person or the host asks for a refund: reserve, ask Stripe, record; the answer is the refund's row. */
import type { InvoiceId, PaymentId, RefundId, StoreId } from '../contract/ids.ts'
import type { RequestRefund } from '../contract/requests.ts'
import type { Payment } from '../contract/tab.ts'
import { isAmountOf } from '../contract/money.ts'
import { ApiError } from '../context/errors.ts'
import { chargeBalance, type ChargeBalance } from '../domain/refundable.ts'
import { refundRetryDelay } from '../domain/backoff.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { readLedgers } from '../database/charge-ledgers.ts'
import { refundLeft } from '../tab/refund-limit.ts'
import type { ChargeRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import { actorOf, dropIfGone, type Principal } from '../context/principal.ts'
import { attemptRefund } from './attempt.ts'
import { digestOf, fingerprintOf, fingerprintOfClaimed, madeByKey, takeKey } from '../ledger/idempotency.ts'
import { lockedCharges } from '../ledger/locked-charges.ts'
import { detectRestore } from '../sync/detect-restore.ts'
import { readPayment, readTab } from '../tab/read-tab.ts'
import { assertNotStopped } from './assert-not-stopped.ts'
import { secondsFromNow } from '../database/time.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/**
 * Refunds `body.amount` minor units of a charge, at most once per `idempotencyKey`. Returns the refund's row, with
 * status `processing` while Stripe's answer is unknown.
 * Refused with: not_found, invalid_request, idempotency_key_reused, not_refundable, charge_disputed, requires_reader,
 * amount_not_positive, amount_exceeds_refundable, exceeds_permission, stripe_refused, stripe_unavailable, unavailable.
 */
export async function requestRefund(
  ctx: GatewayCtx,
  principal: Principal,
  invoice: InvoiceId,
  body: RequestRefund,
  idempotencyKey: string,
): Promise<Payment> {
  await detectRestore(ctx, principal.store)
  const reserved = await reserve(ctx, principal, invoice, body, idempotencyKey)
  if (reserved.isNew) await ask(ctx, reserved.id)
  return outcome(ctx, principal, invoice, reserved.id)
}

/** What is reserved is refunded or released, whatever happens to this call: a failure here only puts it off. */
async function ask(ctx: GatewayCtx, id: string): Promise<void> {
  try {
    await attemptRefund(ctx, id)
  } catch (error) {
    ctx.log.error({ request: id, error }, 'Asking Stripe for a refund was cut short; it is looked at again')
    ctx.due()
  }
}

interface Reserved {
  readonly id: string
  readonly isNew: boolean
}

async function reserve(
  ctx: GatewayCtx,
  principal: Principal,
  invoice: InvoiceId,
  body: RequestRefund,
  idempotencyKey: string,
): Promise<Reserved> {
  const original = await findOriginal(ctx, principal.store, invoice, body.payment)
  if (!isAmountOf(original.currency, body.amount))
    throw new ApiError('invalid_request', 'The amount has more decimals than this currency allows.')
  const key = {
    store: principal.store,
    invoice,
    digest: digestOf(principal, invoice, idempotencyKey),
    fingerprint: fingerprintOf('refund', [body.payment, body.amount, body.reason, body.note ?? null]),
  }
  const asClaimed = fingerprintOfClaimed({ charge: original.charge ?? '', amount: body.amount, reason: body.reason })
  return lockedCharges(ctx, principal.store, original.charge === null ? [] : [original.charge], async (tx, held, touched) => {
    dropIfGone(principal)
    const known = await madeByKey(tx, key, asClaimed)
    if (known !== null) return { id: known, isNew: false }
    const charge = held.get(original.charge ?? '')
    if (original.kind !== 'charge' || charge === undefined) throw new ApiError('not_refundable')
    const ledgers = await readLedgers(tx, principal.store, [charge])
    const ledger = ledgers.get(charge.id)
    if (ledger === undefined) throw new ApiError('not_refundable')
    assertRefundable(chargeBalance(ledger), charge, body.amount)
    await assertPermitted(tx, principal, invoice, body.amount)
    await assertNotStopped(tx, ctx, principal.store)
    const id = ctx.newId('pay')
    await writeRequest(tx, principal, { id, invoice, charge, body, key_digest: key.digest })
    await takeKey(tx, key, id)
    touched.add(charge.id)
    return { id, isNew: true }
  })
}

/** The row to refund: any row that shows in the tab, so that a row of the wrong kind is told from none. */
async function findOriginal(ctx: GatewayCtx, store: StoreId, invoice: InvoiceId, payment: PaymentId) {
  const row = await ctx.db
    .selectFrom('payments')
    .select(['kind', 'charge', 'currency'])
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('id', '=', payment)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (row !== undefined) return row
  const request = await ctx.db
    .selectFrom('refund_requests')
    .select(['currency'])
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('id', '=', payment)
    .where('state', '=', 'open')
    .executeTakeFirst()
  if (request !== undefined) return { kind: 'refund' as const, charge: null, currency: request.currency }
  throw new ApiError('not_found', 'There is no such payment on this invoice.')
}

function assertRefundable(standing: ChargeBalance, charge: ChargeRow, amount: number): void {
  if (standing.disputed) throw new ApiError('charge_disputed')
  if (charge.requires_reader) throw new ApiError('requires_reader')
  if (amount <= 0) throw new ApiError('amount_not_positive')
  if (amount > standing.refundable) throw new ApiError('amount_exceeds_refundable', undefined, { refundable: standing.refundable })
}

async function assertPermitted(tx: Transaction, principal: Principal, invoice: InvoiceId, amount: number): Promise<void> {
  const left = await refundLeft(tx, principal, invoice)
  if (left !== null && amount > left) throw new ApiError('exceeds_permission')
}

async function writeRequest(
  tx: Transaction,
  principal: Principal,
  request: { id: string; invoice: InvoiceId; charge: ChargeRow; body: RequestRefund; key_digest: string },
): Promise<void> {
  const { id, invoice, charge, body, key_digest } = request
  const { actor_id, actor_name, via } = actorOf(principal)
  await tx
    .insertInto('refund_requests')
    .values({
      id,
      store: principal.store,
      invoice,
      charge: charge.id,
      amount: body.amount,
      currency: charge.currency,
      reason: body.reason,
      note: body.note ?? null,
      actor_id,
      actor_name,
      via,
      key_digest,
      state: 'open',
      next_attempt_at: secondsFromNow(refundRetryDelay(1)),
    })
    .execute()
  await writeAudit(tx, {
    store: principal.store,
    invoice,
    action: 'refund_requested',
    actor_name,
    via,
    payment: id,
    charge: charge.id,
    refund: null,
    amount: -body.amount,
    currency: charge.currency,
    data: { reason: body.reason, note: body.note ?? null },
  })
}

/** What has become of the request by now: its row, or where it left none, why. */
async function outcome(ctx: GatewayCtx, principal: Principal, invoice: InvoiceId, id: string): Promise<Payment> {
  const { payments } = await readTab(ctx, principal, invoice)
  const row = payments.find((payment) => payment.id === id)
  if (row !== undefined) return row
  const request = await ctx.db
    .selectFrom('refund_requests')
    .select(['state', 'stripe_code', 'refund'])
    .where('store', '=', principal.store)
    .where('id', '=', id)
    .executeTakeFirst()
  if (request === undefined) throw new ApiError('idempotency_key_reused')
  // Only a request that made no refund has no row; one that was found to be made since then has it by now.
  if (request.state === 'open') return readPayment(ctx, principal, invoice, id)
  if (request.state === 'recorded') return readRecorded(ctx, principal, invoice, { id, refund: request.refund })
  throw new ApiError('stripe_refused', undefined, { stripeCode: request.stripe_code })
}

/** The row of the request's refund: its own, or the one that the refund had before it was known whose it is. */
async function readRecorded(
  ctx: GatewayCtx,
  principal: Principal,
  invoice: InvoiceId,
  { id, refund }: { readonly id: string; readonly refund: RefundId | null },
): Promise<Payment> {
  const { payments } = await readTab(ctx, principal, invoice)
  const row = payments.find((payment) => payment.id === id || (refund !== null && payment.refund?.id === refund))
  if (row === undefined) throw new ApiError('not_found', 'There is no such payment on this invoice.')
  return row
}
