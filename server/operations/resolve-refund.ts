/** A person settles a refund request whose outcome can't be found out by asking again. */
import { readDatabaseNow } from '../database/time.ts'
import { RELEASE_AFTER } from '../domain/retries.ts'
import { Refusal } from '../domain/refusal.ts'
import { readRequest, type AgedRequest } from '../database/queries/refund-requests.ts'
import { closeUnmade } from './close-unmade-request.ts'
import { lockedCharges } from './locked-charges.ts'
import { recordFound } from './record-found.ts'
import type { Services } from './services.ts'
import { stripeAccountOf } from './stores.ts'

/** What the person found in Stripe's dashboard. */
export type Resolution = { readonly kind: 'recorded'; readonly refund: string } | { readonly kind: 'released' }

/** Refused with not_found, or with invalid_request where the request is closed, younger than 25 hours, or the refund is another one. */
export async function resolveRefund(s: Services, id: string, resolution: Resolution): Promise<void> {
  const request = await readRequest(s.db, id)
  if (request === undefined) throw new Refusal('not_found', `There is no refund request ${id}.`)
  if (request.state !== 'open') throw new Refusal('invalid_request', `The refund request ${id} is settled already: ${request.state}.`)
  if (request.age < RELEASE_AFTER)
    throw new Refusal('invalid_request', `The refund request ${id} is younger than 25 hours: it is still being settled by itself.`)
  if (resolution.kind === 'released')
    return closeUnmade(s, request, { state: 'released', stripeCode: null, refusal: 'Stripe never made this refund. Nothing was refunded.' })
  await takeRefund(s, request, resolution.refund)
}

async function takeRefund(s: Services, request: AgedRequest, id: string): Promise<void> {
  const account = await stripeAccountOf(s, request.store)
  const fetchedAt = await readDatabaseNow(s.db)
  const refund = await s.stripe.getRefund(account, id)
  if (refund === null) throw new Refusal('not_found', `Stripe doesn’t know the refund ${id}.`)
  if (refund.charge !== request.charge || refund.amount !== request.amount || refund.currency !== request.currency) {
    throw new Refusal('invalid_request', `The refund ${id} is not of the same charge, amount and currency as the request.`)
  }
  if (refund.request !== null && refund.request !== request.id) {
    throw new Refusal('invalid_request', `The refund ${id} was made for the refund request ${refund.request}.`)
  }
  // Where the refund has a row of its own already, the request only has to end.
  const hasRow = await lockedCharges(s, request.store, [request.charge], async (tx, _held, touched) => {
    const row = await tx.selectFrom('payments').select('id').where('store', '=', request.store).where('refund', '=', id).executeTakeFirst()
    if (row === undefined) return false
    const taken = await tx
      .selectFrom('refund_requests')
      .select('id')
      .where('store', '=', request.store)
      .where('refund', '=', id)
      .executeTakeFirst()
    if (taken !== undefined)
      throw new Refusal('invalid_request', `The refund ${id} settles the refund request ${taken.id} already; a refund settles one request.`)
    await tx
      .updateTable('refund_requests')
      .set({ state: 'recorded', refund: id, closed_at: s.clock(), next_ask_at: null, needs_person_since: null })
      .where('id', '=', request.id)
      .where('state', '=', 'open')
      .execute()
    touched.add(request.charge)
    return true
  })
  if (!hasRow) await recordFound(s, request.store, account, [{ ...refund, request: request.id }], { foundBy: 'reconciliation', fetchedAt })
}
