/**
 * Looks at a refund request and does what is next: asks Stripe, or finds out what became of an earlier ask. Called by
 * the request itself, by its retry and by the sweep; at most one of them is at work on a charge at a time.
 */
import { isDefinite, didNothing } from '../domain/stripe-answers.ts'
import { ASK_AGAIN_WITHIN, RELEASE_AFTER, waitBeforeAsking } from '../domain/retries.ts'
import { refusalInWords } from '../domain/stripe-refusals.ts'
import { readRequest, type AgedRequest } from '../database/queries/refund-requests.ts'
import { readDatabaseNow, secondsFromNow } from '../database/time.ts'
import type { RefundAnswer } from '../stripe/create-refund.ts'
import type { RefundMarks } from '../stripe/objects/refund-marks.ts'
import { StripeUnavailable } from '../stripe/unavailable.ts'
import { LeaseLost, withChargeLease, type Renew } from './charge-lease.ts'
import { closeUnmade } from './close-unmade-request.ts'
import { lockedCharges } from './locked-charges.ts'
import { recordFound } from './record-found.ts'
import { compareUnderLease } from './compare-charge.ts'
import type { Services } from './services.ts'
import { stripeAccountOf } from './stores.ts'

/**
 * Leaves the request recorded, rejected, released, or open with its next look scheduled. Throws only where the database
 * can't be reached; the sweep then finds the request again.
 */
export async function askRefund(s: Services, id: string): Promise<void> {
  const request = await readRequest(s.db, id)
  if (request === undefined || request.state !== 'open') return
  try {
    const turn = await withChargeLease(s, { store: request.store, id: request.charge }, (renew) => lookAgain(s, id, renew))
    if (turn !== null) return
  } catch (error) {
    if (!(error instanceof LeaseLost) && !(error instanceof StripeUnavailable)) throw error
  }
  await s.wake.refund({ id }, waitBeforeAsking(request.asks + 1))
}

async function lookAgain(s: Services, id: string, renew: Renew): Promise<void> {
  const request = await readRequest(s.db, id)
  if (request === undefined || request.state !== 'open') return
  const account = await stripeAccountOf(s, request.store)
  if (request.asks > 0 || request.age >= ASK_AGAIN_WITHIN) {
    const found = await findMade(s, account, request, renew)
    if (found !== 'not_made') return found === 'unreadable' ? lookLater(s, request) : undefined
    if (request.age >= RELEASE_AFTER)
      return closeUnmade(s, request, {
        state: 'released',
        stripeCode: null,
        refusal: 'Stripe never made this refund. Nothing was refunded.',
      })
    if (request.age >= ASK_AGAIN_WITHIN) return lookLater(s, request)
  }
  await renew()
  if (!(await noteAsk(s, request))) return lookLater(s, request)
  const { charge, amount, reason } = request
  const answer = await s.stripe.createRefund(account, { charge, amount, reason, marks: marksOf(request) }, `jeweltrak_refund_${id}`)
  await settle(s, account, request, answer, renew)
}

/** From what is stored and never changes: Stripe must be asked with the same words each time. */
function marksOf({ id, store, invoice, via, actor_id: actor, key_digest: key }: AgedRequest): RefundMarks {
  const isComplete = key !== null && (via === 'widget' || via === 'host')
  return { request: id, store, invoice, asker: isComplete ? { via, actor, key } : null }
}

/** Whether Stripe made the refund on an earlier ask; if so it is recorded, together with all others of the charge. */
async function findMade(
  s: Services,
  account: string | null,
  request: AgedRequest,
  renew: Renew,
): Promise<'made' | 'not_made' | 'unreadable'> {
  await renew()
  const fetchedAt = await readDatabaseNow(s.db)
  try {
    const refunds = await s.stripe.listRefunds(account, request.charge, renew)
    await recordFound(s, request.store, account, refunds, { foundBy: 'reconciliation', fetchedAt })
  } catch (error) {
    if (error instanceof StripeUnavailable) return 'unreadable'
    throw error
  }
  const after = await readRequest(s.db, request.id)
  return after?.state === 'open' ? 'not_made' : 'made'
}

/**
 * Counts the ask before it is made, so that one cut short by a crash counts as unanswered. The last thing before the ask:
 * false where the request is closed by now, was looked at by another since it was read, or is no longer to be asked for,
 * however long it took to come this far.
 */
async function noteAsk(s: Services, { id, asks }: AgedRequest): Promise<boolean> {
  const noted = await s.db
    .updateTable('refund_requests')
    .set({ asks: asks + 1, unanswered: true, next_ask_at: secondsFromNow(15) })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('asks', '=', asks)
    .where('reserved_at', '>', secondsFromNow(-ASK_AGAIN_WITHIN))
    .executeTakeFirst()
  return noted.numUpdatedRows > 0n
}

/** `request` as it was read before this ask. */
async function settle(s: Services, account: string | null, request: AgedRequest, answer: RefundAnswer, renew: Renew): Promise<void> {
  if (answer.kind === 'refund') {
    await recordFound(s, request.store, account, [answer.refund], { foundBy: 'api', fetchedAt: null })
    return
  }
  if (answer.kind === 'refused' && isDefinite(answer, request.unanswered)) {
    await closeUnmade(s, request, {
      state: 'rejected',
      stripeCode: answer.code,
      refusal: refusalInWords(answer.code, answer.message),
      asks: request.asks + 1,
    })
    await compareUnderLease(s, { store: request.store, id: request.charge }, renew)
    return
  }
  const because = answer.kind === 'lost' ? answer.because : `${answer.status} ${answer.code ?? ''}`.trim()
  s.log.warn({ request: request.id, because }, 'Stripe’s answer to a refund is not known; it is held and asked again')
  const answered = answer.kind === 'refused' && didNothing(answer)
  await lookLater(s, { ...request, unanswered: request.unanswered || !answered }, request.asks + 1)
}

/**
 * Every look counts for the wait before the next, so that waits grow whether Stripe could be asked or only be looked at.
 * `held`: the asks as they stand; where another has looked since, what it found stands.
 */
async function lookLater(s: Services, request: AgedRequest, held: number = request.asks): Promise<void> {
  const asks = request.asks + 1
  const wait = waitBeforeAsking(asks)
  await s.db
    .updateTable('refund_requests')
    .set({ next_ask_at: secondsFromNow(wait), asks, unanswered: request.unanswered })
    .where('id', '=', request.id)
    .where('state', '=', 'open')
    .where('asks', '=', held)
    .execute()
  if (request.age >= RELEASE_AFTER && request.needs_person_since === null) await callPerson(s, request)
  await s.wake.refund({ id: request.id }, wait)
}

/** The tab says that this refund can't be found out without a person; looking goes on all the same. */
async function callPerson(s: Services, request: AgedRequest): Promise<void> {
  await lockedCharges(s, request.store, [request.charge], async (tx, _held, touched) => {
    const called = await tx
      .updateTable('refund_requests')
      .set({ needs_person_since: s.clock() })
      .where('id', '=', request.id)
      .where('state', '=', 'open')
      .executeTakeFirst()
    if (called.numUpdatedRows > 0n) touched.add(request.charge)
  })
}
