/**
 * Looks at a refund request and does what is next: asks Stripe, or finds out what became of an earlier ask. Called by
 * the request itself and by the poller; at most one of them is at work on a charge at a time.
 */
import type { AccountId } from '../contract/ids.ts'
import { isDefinite, didNothing } from '../domain/stripe-answers.ts'
import { RETRY_WITHIN, RELEASE_AFTER, refundRetryDelay } from '../domain/backoff.ts'
import { openAttention } from '../attention/queries.ts'
import { readRequest, type AgedRequest } from './queries.ts'
import { readDatabaseNow, secondsFromNow } from '../database/time.ts'
import type { RefundAnswer } from '../stripe/create-refund.ts'
import type { RefundMarks } from '../domain/stripe-facts.ts'
import { StripeUnavailable } from '../context/errors.ts'
import { withChargeLease, type Renew } from '../sync/lease.ts'
import { LeaseLost } from '../context/errors.ts'
import { closeRequest } from '../ledger/close-request.ts'
import { lockedCharges } from '../ledger/locked-charges.ts'
import { recordAndRefetch } from '../sync/record-and-refetch.ts'
import { compareUnderLease } from '../sync/compare-charge.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { stripeAccountOf } from '../database/stores.ts'

/**
 * Leaves the request recorded, rejected, released, or open with its next attempt due. Throws only where the database
 * can't be reached; the request is then due all the same.
 */
export async function attemptRefund(ctx: GatewayCtx, id: string): Promise<void> {
  const request = await readRequest(ctx.db, id)
  if (request === undefined || request.state !== 'open') return
  try {
    const turn = await withChargeLease(ctx, { store: request.store, id: request.charge }, (renew) => attemptUnderLease(ctx, id, renew))
    if (turn !== null) return
  } catch (error) {
    if (!(error instanceof LeaseLost) && !(error instanceof StripeUnavailable)) throw error
  }
  ctx.due()
}

/** The same for who has the lease of the request's charge. Throws LeaseLost and StripeUnavailable. */
export async function attemptUnderLease(ctx: GatewayCtx, id: string, renew: Renew): Promise<void> {
  const request = await readRequest(ctx.db, id)
  if (request === undefined || request.state !== 'open') return
  const account = await stripeAccountOf(ctx, request.store)
  if (request.attempts > 0 || request.age >= RETRY_WITHIN) {
    const found = await findMadeRefund(ctx, account, request, renew)
    if (found !== 'not_made') return found === 'unreadable' ? scheduleRetry(ctx, request) : undefined
    if (request.age >= RELEASE_AFTER) return closeRequest(ctx, request, { state: 'released', stripeCode: null, stripeMessage: null })
    if (request.age >= RETRY_WITHIN) return scheduleRetry(ctx, request)
  }
  await renew()
  if (!(await markAttempted(ctx, request))) return scheduleRetry(ctx, request)
  const { charge, amount, reason } = request
  const answer = await ctx.gateway.createRefund(account, { charge, amount, reason, marks: marksOf(request) }, `jeweltrak_refund_${id}`)
  await settle(ctx, account, request, answer, renew)
}

/** From what is stored and never changes: Stripe must be asked with the same words each time. */
function marksOf({ id, store, invoice, via, actor_id: actor, key_digest: key }: AgedRequest): RefundMarks {
  const isComplete = key !== null && (via === 'widget' || via === 'host')
  return { request: id, store, invoice, asker: isComplete ? { via, actor, key } : null }
}

/** Whether Stripe made the refund on an earlier ask; if so it is recorded, together with all others of the charge. */
async function findMadeRefund(
  ctx: GatewayCtx,
  account: AccountId | null,
  request: AgedRequest,
  renew: Renew,
): Promise<'made' | 'not_made' | 'unreadable'> {
  await renew()
  const fetchedAt = await readDatabaseNow(ctx.db)
  try {
    const refunds = await ctx.gateway.listRefunds(account, request.charge, renew)
    await recordAndRefetch(ctx, request.store, account, refunds, { foundBy: 'reconciliation', fetchedAt })
  } catch (error) {
    if (error instanceof StripeUnavailable) return 'unreadable'
    throw error
  }
  const after = await readRequest(ctx.db, request.id)
  return after?.state === 'open' ? 'not_made' : 'made'
}

/**
 * Counts the ask before it is made, so that one cut short by a crash counts as unanswered. The last thing before the ask:
 * false where the request is closed by now, was looked at by another since it was read, or is no longer to be asked for,
 * however long it took to come this far.
 */
async function markAttempted(ctx: GatewayCtx, { id, attempts }: AgedRequest): Promise<boolean> {
  const noted = await ctx.db
    .updateTable('refund_requests')
    .set({ attempts: attempts + 1, outcome_unknown: true, next_attempt_at: secondsFromNow(15) })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('attempts', '=', attempts)
    .where('reserved_at', '>', secondsFromNow(-RETRY_WITHIN))
    .executeTakeFirst()
  return noted.numUpdatedRows > 0n
}

/** `request` as it was read before this ask. */
async function settle(ctx: GatewayCtx, account: AccountId | null, request: AgedRequest, answer: RefundAnswer, renew: Renew): Promise<void> {
  if (answer.kind === 'refund') {
    await recordAndRefetch(ctx, request.store, account, [answer.refund], { foundBy: 'api', fetchedAt: null })
    return
  }
  if (answer.kind === 'refused' && isDefinite(answer, request.outcome_unknown)) {
    await closeRequest(ctx, request, {
      state: 'rejected',
      stripeCode: answer.code,
      stripeMessage: answer.message,
      attempts: request.attempts + 1,
    })
    await compareUnderLease(ctx, { store: request.store, id: request.charge }, renew)
    return
  }
  const because = answer.kind === 'lost' ? answer.because : `${answer.status} ${answer.code ?? ''}`.trim()
  ctx.log.warn({ request: request.id, because }, 'Stripe’s answer to a refund is not known; it is held and asked again')
  const answered = answer.kind === 'refused' && didNothing(answer)
  await scheduleRetry(ctx, { ...request, outcome_unknown: request.outcome_unknown || !answered }, request.attempts + 1)
}

/**
 * Every look counts for the wait before the next, so that waits grow whether Stripe could be asked or only be looked at.
 * `held`: the asks as they stand; where another has looked since, what it found stands.
 */
async function scheduleRetry(ctx: GatewayCtx, request: AgedRequest, held: number = request.attempts): Promise<void> {
  const attempts = request.attempts + 1
  const wait = refundRetryDelay(attempts)
  await ctx.db
    .updateTable('refund_requests')
    .set({ next_attempt_at: secondsFromNow(wait), attempts, outcome_unknown: request.outcome_unknown })
    .where('id', '=', request.id)
    .where('state', '=', 'open')
    .where('attempts', '=', held)
    .execute()
  if (request.age >= RELEASE_AFTER) await openUnknownRefund(ctx, request)
  ctx.due()
}

/** The tab says that this refund can't be found out without a person; looking goes on all the same. */
async function openUnknownRefund(ctx: GatewayCtx, request: AgedRequest): Promise<void> {
  await lockedCharges(ctx, request.store, [request.charge], async (tx, _held, touched) => {
    const { id, store, invoice, charge } = request
    if ((await readRequest(tx, id))?.state !== 'open') return
    if (await openAttention(tx, { store, code: 'refund_unknown', invoice, charge, payment: id })) touched.add(charge)
  })
}
