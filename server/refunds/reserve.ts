/** Reserves what is to be refunded, in one transaction: so that of all who want it at once, no more is promised than is there. */
import type { AccountId, InvoiceId, PaymentId } from '../contract/ids.ts'
import { isAmountOf } from '../contract/money.ts'
import type { RequestRefund } from '../contract/requests.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { ApiError } from '../context/errors.ts'
import { found } from '../context/found.ts'
import { actorOf, dropIfGone, type Principal } from '../context/principal.ts'
import { readLedgers } from '../database/charge-ledgers.ts'
import type { ChargeRow, RefundRequestRow } from '../database/schema.ts'
import { readStoreState } from '../database/store-state.ts'
import { secondsFromStatement } from '../database/time.ts'
import type { Transaction } from '../database/transactions.ts'
import { refundRetryDelay } from '../domain/backoff.ts'
import { LEASE_LASTS } from '../domain/time-limits.ts'
import { refundRefusal } from '../domain/refund-blocks.ts'
import { chargeBalance, withoutRequest } from '../domain/refundable.ts'
import { digestOf, fingerprintOf, fingerprintOfClaimed, takeKey } from '../ledger/idempotency.ts'
import { lockedCharges } from '../ledger/locked-charges.ts'
import { assertMayRefund } from '../ledger/money-out.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { takeLeaseIn } from '../sync/lease.ts'
import type { Reserved } from './ask-stripe.ts'
import { assertNotStopped } from './assert-not-stopped.ts'
import { findOriginal, insertRequest } from './queries.ts'

/** A refund request that was written and waits for a second person: Stripe is not asked before. */
export interface Waiting {
  readonly waiting: RefundRequestRow
  readonly charge: ChargeRow
  readonly original: PaymentId
  readonly account: AccountId | null
}

/** The caller's key stands for a request that was written before. */
export interface Known {
  readonly id: PaymentId
}

export async function reserve(
  ctx: GatewayCtx,
  principal: Principal,
  invoice: InvoiceId,
  body: RequestRefund,
  idempotencyKey: string,
): Promise<Reserved | Waiting | Known> {
  const { store } = principal
  const original = found(await findOriginal(ctx, { store, invoice, payment: body.payment }), 'payment')
  if (!isAmountOf(original.currency, body.amount))
    throw new ApiError('invalid_request', 'The amount has more decimals than this currency allows.')
  const key = {
    store,
    invoice,
    digest: digestOf(principal, invoice, idempotencyKey),
    fingerprint: fingerprintOf('refund', [body.payment, body.amount, body.reason, body.note ?? null, String(body.notifyCustomer ?? null)]),
  }
  const asClaimed = fingerprintOfClaimed({ charge: original.charge ?? '', amount: body.amount, reason: body.reason })
  const toLock = { store, charges: original.charge === null ? [] : [original.charge], invoices: [invoice] }
  await using taken = new AsyncDisposableStack()
  const reserved = await lockedCharges(ctx, toLock, async (tx, charges, touched) => {
    dropIfGone(principal)
    const id = ctx.newId('pay')
    const earlier = await takeKey(tx, key, id, asClaimed)
    if (earlier !== null) return { id: earlier }
    const charge = charges.get(original.charge ?? '')
    if (original.kind !== 'charge' || charge === undefined) throw new ApiError('not_refundable')
    await assertRefundable(tx, charge, body.amount)
    const needsApproval = await assertMayRefund(tx, principal, invoice, body.amount)
    const state = await readStoreState(tx, store)
    assertNotStopped(state, ctx.checkedForRestore.get(store))
    touched.add(charge.id)
    const wanted = { id, invoice, charge, body, key_digest: key.digest }
    const known = { charge, original: original.id, account: state.account }
    if (needsApproval) return { ...known, waiting: await writeRequest(tx, principal, wanted, WAITING, 'refund_approval_requested') }
    const lease = await takeLeaseIn(tx, ctx, charge)
    if (lease !== null) taken.defer(() => lease.end())
    return { ...known, lease, request: await writeRequest(tx, principal, wanted, firstAttempt(lease !== null), 'refund_requested') }
  })
  taken.move()
  return reserved
}

/** Refuses what can't be refunded of the charge now. `reserved` is what is reserved for this very refund already, if anything. */
export async function assertRefundable(tx: Transaction, charge: ChargeRow, amount: number, reserved = 0): Promise<void> {
  const read = (await readLedgers(tx, charge.store, [charge])).get(charge.id)
  if (read === undefined) throw new ApiError('not_refundable')
  const ledger = withoutRequest(read, reserved)
  const balance = chargeBalance(ledger)
  const refusal = refundRefusal(ledger, balance, amount)
  if (refusal === 'amount_exceeds_refundable') throw new ApiError(refusal, undefined, { refundable: balance.refundable })
  if (refusal !== null) throw new ApiError(refusal)
}

interface NewRequest {
  readonly id: PaymentId
  readonly invoice: InvoiceId
  readonly charge: ChargeRow
  readonly body: RequestRefund
  readonly key_digest: string
}

const WAITING = { state: 'awaiting_approval' } as const

/** Whether Stripe is called as soon as this is committed: counted now, so that an attempt cut short by a crash counts as unanswered. */
export function firstAttempt(isAttempted: boolean) {
  return {
    state: 'open',
    attempts: isAttempted ? 1 : 0,
    unanswered_at: isAttempted ? secondsFromStatement(0) : null,
    next_attempt_at: secondsFromStatement(isAttempted ? LEASE_LASTS : refundRetryDelay(1)),
  } as const
}

async function writeRequest(
  tx: Transaction,
  principal: Principal,
  wanted: NewRequest,
  begins: typeof WAITING | ReturnType<typeof firstAttempt>,
  action: 'refund_requested' | 'refund_approval_requested',
): Promise<RefundRequestRow> {
  const { id, invoice, charge, body, key_digest } = wanted
  const { store, currency } = charge
  const by = actorOf(principal)
  const { amount, reason, note = null, notifyCustomer = null } = body
  const request = await insertRequest(tx, {
    id,
    store,
    invoice,
    charge: charge.id,
    amount,
    currency,
    reason,
    note,
    ...by,
    notify_customer: notifyCustomer,
    key_digest,
    ...begins,
  })
  writeAudit(tx, {
    store,
    invoice,
    action,
    by,
    payment: id,
    charge: charge.id,
    amount: -amount,
    currency,
    data: { reason, note, ...(notifyCustomer !== null && { notifyCustomer }) },
  })
  return request
}
