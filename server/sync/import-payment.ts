/** The host takes over a Stripe payment that exists already; its refunds and disputes come along. */
import type { ChargeId, InvoiceId, PaymentId } from '../contract/ids.ts'
import type { ImportStripePayment } from '../contract/requests.ts'
import { ApiError } from '../context/errors.ts'
import { found } from '../context/found.ts'
import { invoiceTransaction } from '../database/invoice-transaction.ts'
import { lockInvoice, lockInvoiceId } from '../database/locks.ts'
import type { InvoiceRow } from '../database/schema.ts'
import { dropIfGone, type Principal } from '../context/principal.ts'
import { compareCharge } from './compare-charge.ts'
import { findCharge } from '../ledger/charge-queries.ts'
import { recordClaimed } from '../ledger/record-charge.ts'
import { findInvoiceTerms, findPaymentOf } from './queries.ts'
import { claim } from './claim.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { stripeAccountOf } from '../database/stores.ts'

/** How Stripe names charges; what is named otherwise would reach another of its addresses, such as its search. */
const CHARGE = /^(?:ch|py)_/

export interface Imported {
  /** Its row. */
  readonly payment: PaymentId
  /** False where it was on this invoice already. */
  readonly created: boolean
}

/** One whose method is not said is whatever it was paid as. */
type StripePayment = Pick<ImportStripePayment, 'charge'> & Partial<ImportStripePayment>

/** Verified with Stripe; with `isTry` nothing is written. Refused with: not_found, invalid_request, invoice_voided. Throws StripeUnavailable. */
export async function importPayment(
  ctx: GatewayCtx,
  principal: Principal,
  invoice: InvoiceId,
  body: StripePayment,
  isTry = false,
): Promise<Imported> {
  const known = found(await findInvoiceTerms(ctx.db, principal.store, invoice), 'invoice')
  const before = await findCharge(ctx.db, principal.store, body.charge)
  if (before?.assignment === 'assigned') return { payment: await rowOf(ctx, principal, invoice, body.charge), created: false }
  await take(ctx, principal, invoice, body, isTry, known)
  if (isTry) return { payment: '', created: true }
  return { payment: await rowOf(ctx, principal, invoice, body.charge), created: true }
}

async function take(
  ctx: GatewayCtx,
  principal: Principal,
  invoice: InvoiceId,
  body: StripePayment,
  isTry: boolean,
  known: Pick<InvoiceRow, 'status' | 'currency'>,
): Promise<void> {
  if (!CHARGE.test(body.charge)) throw new ApiError('not_found', 'A charge of Stripe’s is named ch_… or py_….')
  const account = await stripeAccountOf(ctx, principal.store)
  const charge = await ctx.gateway.getCharge(account, body.charge)
  if (charge === null) throw new ApiError('not_found', 'Stripe doesn’t know this charge in your account.')
  if (!charge.isCaptured) throw new ApiError('invalid_request', 'This charge has not been paid.')
  if (body.method !== undefined && charge.method !== body.method)
    throw new ApiError('invalid_request', `This charge was paid as ${charge.method}.`)
  if (charge.currency !== known.currency) throw new ApiError('invalid_request', 'This charge is in another currency than the invoice.')
  const claimed = await claim(ctx, account, charge)
  if (claimed !== null && claimed !== invoice) throw new ApiError('invalid_request', 'This charge names another invoice.')
  if (known.status === 'voided') throw new ApiError('invoice_voided')
  if (isTry) return
  await invoiceTransaction(ctx, principal.store, [invoice], async (tx) => {
    await lockInvoiceId(tx, principal.store, invoice)
    await lockInvoice(tx, principal.store, invoice)
    dropIfGone(principal)
    await recordClaimed(tx, ctx, principal.store, charge, invoice)
  })
  await compareCharge(ctx, { store: principal.store, id: charge.id })
}

async function rowOf(ctx: GatewayCtx, principal: Principal, invoice: InvoiceId, charge: ChargeId): Promise<PaymentId> {
  const row = await findPaymentOf(ctx.db, principal.store, invoice, charge)
  if (row === undefined) throw new ApiError('invalid_request', 'This charge belongs to another invoice.')
  return row
}
