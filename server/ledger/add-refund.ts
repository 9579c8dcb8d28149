import type { PaymentRow } from '../database/schema.ts'
import { storeKey } from '../database/store-key.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { itemOf, openAttention } from '../attention/queries.ts'
import { misfitOf } from '../domain/refund-requests.ts'
import type { StripeRefund } from '../domain/stripe-facts.ts'
import { claimRefund } from './claim-refund.ts'
import type { Recording } from './recording.ts'
import { refundColumns } from './refund-columns.ts'
import { releaseNeverLetGo } from './release-request.ts'

/** The row of a refund that has none, as its request's where it closes one, and as the dashboard's where it has none. */
export async function addRefund({ tx, ctx, charge, books, learned }: Recording, refund: StripeRefund): Promise<PaymentRow> {
  const { store } = charge
  const named = refund.request === null ? undefined : books.requests.get(storeKey({ store, id: refund.request }))
  const request = named !== undefined && misfitOf(named, refund, null) === null ? named : undefined
  const claimed = named === undefined ? await claimRefund(tx, ctx, charge, refund) : null
  const requested = request ?? claimed
  const by = { actor_name: requested?.actor_name ?? null, via: requested?.via ?? ('stripe_dashboard' as const) }
  const row: PaymentRow = {
    id: requested?.id ?? ctx.newId('pay'),
    store,
    invoice: charge.invoice,
    kind: 'refund',
    method: 'stripe_refund',
    amount: -refund.amount,
    currency: refund.currency,
    recorded_at: refund.createdAt,
    ...by,
    actor_id: requested?.actor_id ?? null,
    note: request?.note ?? null,
    replaces: null,
    charge: charge.id,
    refund: refund.id,
    reason: refund.reason,
    fetched_at: learned.fetchedAt,
    removed_at: null,
    removed_by: null,
    ...refundColumns(refund),
  }
  if (request !== undefined) books.close(request, refund)
  else if (named !== undefined) {
    await openAttention(tx, itemOf(charge, 'over_refunded', { payment: row.id }))
    await releaseNeverLetGo(tx, named)
  }
  writeAudit(tx, {
    store,
    invoice: row.invoice,
    action: 'stripe_refund_recorded',
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
