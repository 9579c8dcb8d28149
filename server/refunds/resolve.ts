/** A person settles a refund request whose outcome can't be found out by asking again. */
import type { RefundId } from '../contract/ids.ts'
import { resolveAttention } from '../attention/queries.ts'
import { databaseNow, readDatabaseNow } from '../database/time.ts'
import { RELEASE_AFTER } from '../domain/backoff.ts'
import { ApiError } from '../context/errors.ts'
import { readRequest, type AgedRequest } from './queries.ts'
import { closeRequest } from '../ledger/close-request.ts'
import { lockedCharges } from '../ledger/locked-charges.ts'
import { recordAndRefetch } from '../sync/record-and-refetch.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { stripeAccountOf } from '../database/stores.ts'

/** What the person found in Stripe's dashboard. */
export type Resolution = { readonly kind: 'recorded'; readonly refund: RefundId } | { readonly kind: 'released' }

/** Refused with not_found, or with invalid_request where the request is closed, younger than 25 hours, or the refund is another one. */
export async function resolveRefund(ctx: GatewayCtx, id: string, resolution: Resolution): Promise<void> {
  const request = await readRequest(ctx.db, id)
  if (request === undefined) throw new ApiError('not_found', `There is no refund request ${id}.`)
  if (request.state !== 'open') throw new ApiError('invalid_request', `The refund request ${id} is settled already: ${request.state}.`)
  if (request.age < RELEASE_AFTER)
    throw new ApiError('invalid_request', `The refund request ${id} is younger than 25 hours: it is still being settled by itself.`)
  if (resolution.kind === 'released') return closeRequest(ctx, request, { state: 'released', stripeCode: null, stripeMessage: null })
  await takeRefund(ctx, request, resolution.refund)
}

async function takeRefund(ctx: GatewayCtx, request: AgedRequest, id: string): Promise<void> {
  const account = await stripeAccountOf(ctx, request.store)
  const fetchedAt = await readDatabaseNow(ctx.db)
  const refund = await ctx.gateway.getRefund(account, id)
  if (refund === null) throw new ApiError('not_found', `Stripe doesn’t know the refund ${id}.`)
  if (refund.charge !== request.charge || refund.amount !== request.amount || refund.currency !== request.currency) {
    throw new ApiError('invalid_request', `The refund ${id} is not of the same charge, amount and currency as the request.`)
  }
  if (refund.request !== null && refund.request !== request.id) {
    throw new ApiError('invalid_request', `The refund ${id} was made for the refund request ${refund.request}.`)
  }
  // Where the refund has a row of its own already, the request only has to end.
  const hasRow = await lockedCharges(ctx, request.store, [request.charge], async (tx, _held, touched) => {
    const row = await tx.selectFrom('payments').select('id').where('store', '=', request.store).where('refund', '=', id).executeTakeFirst()
    if (row === undefined) return false
    const taken = await tx
      .selectFrom('refund_requests')
      .select('id')
      .where('store', '=', request.store)
      .where('refund', '=', id)
      .executeTakeFirst()
    if (taken !== undefined)
      throw new ApiError(
        'invalid_request',
        `The refund ${id} settles the refund request ${taken.id} already; a refund settles one request.`,
      )
    await tx
      .updateTable('refund_requests')
      .set({ state: 'recorded', refund: id, closed_at: databaseNow, next_attempt_at: null })
      .where('id', '=', request.id)
      .where('state', '=', 'open')
      .execute()
    await resolveAttention(tx, { store: request.store, code: 'refund_unknown', subject: request.id })
    touched.add(request.charge)
    return true
  })
  if (!hasRow)
    await recordAndRefetch(ctx, request.store, account, [{ ...refund, request: request.id }], { foundBy: 'reconciliation', fetchedAt })
}
