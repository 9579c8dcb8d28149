/**
 * Makes the next attempt of a refund request: requests the refund of Stripe, or finds out what became of an earlier attempt. The
 * call that made the request does so, and the poller does later; of all of them one at a time calls Stripe about a charge.
 */
import type { PaymentId } from '../contract/ids.ts'
import { gatherFacts } from '../context/facts.ts'
import { openAttention } from '../attention/queries.ts'
import { LeaseLost, StripeUnavailable } from '../context/errors.ts'
import type { PaymentRow } from '../database/schema.ts'
import { databaseNow, readDatabaseNow } from '../database/time.ts'
import { RETRY_WITHIN, RELEASE_AFTER, refundRetryDelay } from '../domain/backoff.ts'
import { isDefinite, didNothing } from '../domain/stripe-answers.ts'
import type { RefundMarks } from '../domain/stripe-facts.ts'
import { closeWithoutRefund } from '../ledger/close-without-refund.ts'
import { lockedCharges } from '../ledger/locked-charges.ts'
import type { RefundAnswer } from '../stripe/create-refund.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { compareUnderLease } from '../sync/compare-charge.ts'
import { withChargeLease, type ChargeLease, type Renew } from '../sync/lease.ts'
import { recordAndRefetch } from '../sync/record-and-refetch.ts'
import { markAttempted, postponeAttempt, readRequest, type AgedRequest, type NextAttempt } from './queries.ts'

/** What an attempt is made under; only where nothing comes after it is the lease given back by its recording. */
type UnderLease = Pick<ChargeLease, 'renew' | 'assertFresh'> & Partial<Pick<ChargeLease, 'giveBackIn'>>

/** Calls that wait for the lease of a charge in a process: what comes behind them is left to due work, which does it in one turn. */
const MAX_AHEAD = 2

/**
 * Leaves the request recorded, rejected, released, or open with its next attempt due; returns the row that was recorded, if
 * any. Throws only where the database can't be reached; the request is then due all the same.
 */
export async function attemptRefund(ctx: GatewayCtx, id: PaymentId): Promise<PaymentRow | null> {
  const request = await readRequest(ctx.db, id)
  if (request === undefined || request.state !== 'open') return null
  try {
    const charge = { store: request.store, id: request.charge }
    // What Stripe answers is recorded ahead of what waits to be reserved.
    const recording = { ...ctx, invoiceQueue: ctx.invoiceQueue.ahead }
    const turn = await withChargeLease(ctx, charge, (_renew, lease) => attemptNext(recording, id, lease), MAX_AHEAD)
    if (turn !== null) return turn.value
  } catch (error) {
    if (!(error instanceof LeaseLost) && !(error instanceof StripeUnavailable)) throw error
  }
  ctx.due()
  return null
}

/** The same for who has the lease of the request's charge, and keeps it. Throws LeaseLost and StripeUnavailable. */
export async function attemptUnderLease(ctx: GatewayCtx, id: PaymentId, { renew, assertFresh }: ChargeLease): Promise<void> {
  await attemptNext(ctx, id, { renew, assertFresh })
}

/** A request as it was reserved: nothing was attempted before. */
type ReservedRequest = Omit<AgedRequest, 'unansweredFor'>

/** The first attempt, counted with the reservation that took the lease; the lease ends with it. */
export async function attemptReserved(ctx: GatewayCtx, request: ReservedRequest, lease: ChargeLease): Promise<PaymentRow | null> {
  try {
    return await callStripe(
      { ...ctx, invoiceQueue: ctx.invoiceQueue.ahead },
      { ...request, unanswered_at: null, unansweredFor: null },
      lease,
    )
  } finally {
    await lease.end()
  }
}

async function attemptNext(ctx: GatewayCtx, id: PaymentId, lease: UnderLease): Promise<PaymentRow | null> {
  const request = await readRequest(ctx.db, id)
  if (request === undefined || request.state !== 'open') return null
  if (request.attempts > 0 || request.age >= RETRY_WITHIN) {
    const found = await findMadeRefund(ctx, request, lease.renew)
    if (found === 'made') return null
    if (found === 'unreadable') return retryLater(ctx, request, request.attempts + 1)
    if (request.age >= RELEASE_AFTER) return release(ctx, request)
    if (request.age >= RETRY_WITHIN) return retryLater(ctx, request, request.attempts + 1)
  }
  await lease.renew()
  if (!(await markAttempted(ctx.db, request))) return retryLater(ctx, request, request.attempts + 1)
  return callStripe(ctx, { ...request, attempts: request.attempts + 1 }, lease)
}

/** Whether Stripe made the refund at an earlier attempt; if so it is recorded, together with all others of the charge. */
async function findMadeRefund(ctx: GatewayCtx, request: AgedRequest, renew: Renew): Promise<'made' | 'not_made' | 'unreadable'> {
  await renew()
  const { store, account, charge, invoice } = request
  const fetchedAt = await readDatabaseNow(ctx.db)
  try {
    const refunds = await ctx.gateway.listRefunds(account, charge, renew)
    await recordAndRefetch(ctx, { store, account }, refunds, { foundBy: 'reconciliation', fetchedAt }, { invoices: [invoice] })
  } catch (error) {
    if (error instanceof StripeUnavailable) return 'unreadable'
    throw error
  }
  const after = await readRequest(ctx.db, request.id)
  return after?.state === 'open' ? 'not_made' : 'made'
}

async function release(ctx: GatewayCtx, request: AgedRequest): Promise<null> {
  await closeWithoutRefund(ctx, request, { state: 'released', stripeCode: null, stripeMessage: null })
  return null
}

/**
 * Calls Stripe and records what comes of it; throws LeaseLost where it is too late to call. `request` counts this attempt already, but what it says of unanswered attempts is
 * about earlier ones: after them the charge's refunds were listed, without finding this one.
 */
async function callStripe(ctx: GatewayCtx, request: AgedRequest, lease: UnderLease): Promise<PaymentRow | null> {
  const { id, account, charge, amount, reason } = request
  lease.assertFresh()
  const answer = await gatherFacts(async (read) => {
    const answered = await ctx.gateway.createRefund(account, { charge, amount, reason, marks: marksOf(request) }, `jeweltrak_refund_${id}`)
    const { store, invoice, currency, via, actor_id: actor, attempts } = request
    const refund = answered.kind === 'refund' ? answered.refund.id : null
    const facts = { store, invoice, request: id, charge, amount, currency, reason, via, actor, attempts, answer: answered.kind, refund }
    ctx.log.info({ ...facts, ...read() }, 'Stripe was asked for a refund.')
    return answered
  })
  if (answer.kind === 'refund') return record(ctx, request, answer, lease)
  if (answer.kind === 'refused' && isDefinite(answer, request.unansweredFor)) return reject(ctx, request, answer, lease)
  const because = answer.kind === 'lost' ? answer.because : `${answer.status} ${answer.code ?? ''}`.trim()
  ctx.log.warn({ request: id, because }, 'Stripe’s answer to a refund is not known; its amount stays reserved and it is retried')
  const isUnanswered = answer.kind === 'lost' || !didNothing(answer)
  return retryLater(ctx, request, request.attempts, { unansweredAt: isUnanswered ? databaseNow : request.unanswered_at })
}

/** From what is stored and never changes: every attempt must say the same to Stripe. */
function marksOf({ id, store, invoice, via, actor_id: actor, key_digest: key, decider_id: approvedBy }: AgedRequest): RefundMarks {
  const isComplete = key !== null && (via === 'widget' || via === 'host')
  return { request: id, store, invoice, requester: isComplete ? { via, actor, key, approvedBy } : null }
}

type Answer<Kind extends RefundAnswer['kind']> = Extract<RefundAnswer, { kind: Kind }>

async function record(
  ctx: GatewayCtx,
  { store, account, invoice }: AgedRequest,
  { refund }: Answer<'refund'>,
  { giveBackIn }: UnderLease,
): Promise<PaymentRow | null> {
  const learned = { foundBy: 'api', fetchedAt: null } as const
  const options = { invoices: [invoice], ...(giveBackIn !== undefined && { whenClear: giveBackIn }) }
  const { added } = await recordAndRefetch(ctx, { store, account }, [refund], learned, options)
  return added[0] ?? null
}

async function reject(ctx: GatewayCtx, request: AgedRequest, answer: Answer<'refused'>, { renew }: UnderLease): Promise<null> {
  const { code: stripeCode, message: stripeMessage } = answer
  await closeWithoutRefund(ctx, request, { state: 'rejected', stripeCode, stripeMessage, attempts: request.attempts })
  await compareUnderLease(ctx, { store: request.store, id: request.charge }, renew)
  return null
}

/**
 * Puts the request off. Every attempt makes the next wait longer, whether it requested the refund or only searched for it.
 * `attempts` are those counted by now; where another made one since `request` was read, its finding stands and nothing is written.
 */
async function retryLater(
  ctx: GatewayCtx,
  request: AgedRequest,
  attempts: number,
  learned: Pick<NextAttempt, 'unansweredAt'> = {},
): Promise<null> {
  const wait = refundRetryDelay(attempts)
  await postponeAttempt(ctx.db, request, { attempts, wait, ...learned })
  if (request.age >= RELEASE_AFTER) await openUnknownRefund(ctx, request)
  ctx.due()
  return null
}

/** The tab says that this refund can't be found out without a person; retries go on all the same. */
async function openUnknownRefund(ctx: GatewayCtx, { id, store, invoice, charge }: AgedRequest): Promise<void> {
  await lockedCharges(ctx, { store, charges: [charge], invoices: [invoice] }, async (tx, _charges, touched) => {
    if ((await readRequest(tx, id))?.state !== 'open') return
    if (await openAttention(tx, { store, code: 'refund_unknown', invoice, charge, payment: id })) touched.add(charge)
  })
}
