import type { PaymentRow } from '../database/schema.ts'
import { writeRefundRecorded } from '../audit/write-audit.ts'
import { itemOf, openAttention } from '../attention/queries.ts'
import { misfitOf } from '../domain/refund-requests.ts'
import type { StripeRefund } from '../domain/stripe-facts.ts'
import { claimRefund } from './claim-refund.ts'
import { insertPayment } from './queries.ts'
import type { Recording } from './recording.ts'
import { refundColumns } from './refund-columns.ts'
import { closeRequest } from './refund-queries.ts'

/** Adds the row of a refund that has none, as its request's where it closes one, and as the dashboard's where it has none. */
export async function addRefund({ tx, ctx, charge, books, learned }: Recording, refund: StripeRefund): Promise<PaymentRow> {
  const named = books.requests.get(refund.request ?? '')
  const request = named !== undefined && misfitOf(named, refund, null) === null ? named : undefined
  const claimed = named === undefined ? await claimRefund(tx, ctx, charge, refund) : null
  const requested = request ?? claimed
  const by = { actor_name: requested?.actor_name ?? null, via: requested?.via ?? ('stripe_dashboard' as const) }
  const row = await insertPayment(tx, {
    id: requested?.id ?? ctx.newId('pay'),
    store: charge.store,
    invoice: charge.invoice,
    kind: 'refund',
    method: 'stripe_refund',
    amount: -refund.amount,
    currency: refund.currency,
    recorded_at: refund.createdAt,
    ...by,
    actor_id: requested?.actor_id ?? null,
    note: request?.note ?? null,
    charge: charge.id,
    refund: refund.id,
    reason: refund.reason,
    fetched_at: learned.fetchedAt,
    ...refundColumns(refund),
  })
  if (request !== undefined) {
    await closeRequest(tx, request, { state: 'recorded', refund: refund.id }, { isOpen: false })
    books.requests.set(request.id, { ...request, state: 'recorded', refund: refund.id })
  } else if (named !== undefined) await openAttention(tx, itemOf(charge, 'over_refunded', { payment: row.id }))
  await writeRefundRecorded(tx, {
    store: row.store,
    invoice: row.invoice,
    by,
    payment: row.id,
    charge: row.charge,
    refund: row.refund,
    amount: row.amount,
    currency: row.currency,
    data: {
      foundBy: learned.foundBy,
      status: refund.status,
      reason: refund.reason,
      ...(claimed !== null && { claimed: true }),
    },
  })
  return row
}
