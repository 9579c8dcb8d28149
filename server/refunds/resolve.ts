/** A person says what became of a refund request whose outcome can't be found out by retrying. */
import type { PaymentId, RefundId } from '../contract/ids.ts'
import { ApiError } from '../context/errors.ts'
import { readDatabaseNow } from '../database/time.ts'
import { RELEASE_AFTER } from '../domain/backoff.ts'
import { misfitOf, type Misfit } from '../domain/refund-requests.ts'
import type { StripeRefund } from '../domain/stripe-facts.ts'
import { closeWithoutRefund } from '../ledger/close-without-refund.ts'
import { lockedCharges } from '../ledger/locked-charges.ts'
import { closeRequest } from '../ledger/refund-queries.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { recordAndRefetch } from '../sync/record-and-refetch.ts'
import { findClosedBy, findRow, readRequest, type AgedRequest } from './queries.ts'

/** What the person found in Stripe's dashboard. */
export type Resolution = { readonly kind: 'recorded'; readonly refund: RefundId } | { readonly kind: 'released' }

/** Refused with not_found, or with invalid_request where the request is closed, younger than 25 hours, or the refund is another one. */
export async function resolveRefund(ctx: GatewayCtx, id: string, resolution: Resolution): Promise<void> {
  const request = await readRequest(ctx.db, id)
  if (request === undefined) throw new ApiError('not_found', `There is no refund request ${id}.`)
  if (request.state !== 'open') throw new ApiError('invalid_request', `The refund request ${id} is closed already: ${request.state}.`)
  if (request.age < RELEASE_AFTER)
    throw new ApiError(
      'invalid_request',
      `The refund request ${id} is younger than 25 hours: its outcome is still being found out by itself.`,
    )
  if (resolution.kind === 'released') return closeWithoutRefund(ctx, request, { state: 'released', stripeCode: null, stripeMessage: null })
  await takeRefund(ctx, request, resolution.refund)
}

async function takeRefund(ctx: GatewayCtx, request: AgedRequest, id: RefundId): Promise<void> {
  const { store, account, charge, invoice } = request
  const fetchedAt = await readDatabaseNow(ctx.db)
  const refund = await ctx.gateway.getRefund(account, id)
  if (refund === null) throw new ApiError('not_found', `Stripe doesn’t know the refund ${id}.`)
  // Where the refund has a row of its own already, the request is only to be closed.
  const hasRow = await lockedCharges(ctx, { store, charges: [charge], invoices: [invoice] }, async (tx, _charges, touched) => {
    const closes = await findClosedBy(tx, store, id)
    assertCloses(request, refund, closes)
    const row = await findRow(tx, store, { refund: id })
    if (row === undefined) return false
    await closeRequest(tx, request, { state: 'recorded', refund: id }, { from: 'open' })
    touched.add(charge)
    return true
  })
  if (hasRow) return
  const ours = { ...refund, request: request.id }
  await recordAndRefetch(ctx, { store, account }, [ours], { foundBy: 'reconciliation', fetchedAt }, { invoices: [invoice] })
}

function assertCloses(request: AgedRequest, refund: StripeRefund, closes: PaymentId | null): void {
  const misfit = misfitOf(request, refund, closes)
  const inWords: Readonly<Record<Misfit, string>> = {
    never_let_go: `The refund request ${request.id} was not approved, so Stripe was never asked for it.`,
    other_terms: `The refund ${refund.id} is not of the same charge, amount and currency as the request.`,
    names_another: `The refund ${refund.id} was made for the refund request ${refund.request}.`,
    closed_by_another: `The refund request ${request.id} was closed by the refund ${request.refund}.`,
    closes_another: `The refund ${refund.id} closed the refund request ${closes} already; a refund closes one request.`,
  }
  if (misfit !== null) throw new ApiError('invalid_request', inWords[misfit])
}
