import { writeAudit } from '../audit/write-audit.ts'
import type { Ctx } from '../context/ctx.ts'
import type { RefundRequestRow } from '../database/schema.ts'
import { lockedCharges } from './locked-charges.ts'
import { closeRequest } from './refund-queries.ts'

/** How a request that made no refund ends: `rejected` by Stripe, or `released` because Stripe never made it. */
export interface Ending {
  readonly state: 'rejected' | 'released'
  /** Stripe's code; null where it gave none or was never called. */
  readonly stripeCode: string | null
  /** What Stripe said beside it, in its own words: for the audit, never for a screen. */
  readonly stripeMessage: string | null
  /** How many attempts there were by then; nothing ends where there was one more since. */
  readonly attempts?: number
}

/** Gives back what an open request had reserved; does nothing where it is closed already. */
export async function closeWithoutRefund(ctx: Ctx, request: RefundRequestRow, ending: Ending): Promise<void> {
  const { store, invoice, charge, currency } = request
  const { state, stripeCode, stripeMessage, attempts } = ending
  await lockedCharges(ctx, { store, charges: [charge], invoices: [invoice] }, async (tx, _charges, touched) => {
    if (!(await closeRequest(tx, request, { state, stripe_code: stripeCode }, { from: 'open', attempts }))) return
    touched.add(charge)
    writeAudit(tx, {
      store,
      invoice,
      action: 'refund_rejected',
      payment: request.id,
      charge,
      amount: -request.amount,
      currency,
      data: { state, stripeCode, stripeMessage },
    })
  })
}
