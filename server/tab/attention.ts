import type { Attention } from '../contract/tab.ts'
import type { ChargeRow, InvoiceRow, RefundRequestRow, StoreRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'

/** What needs a person on this invoice, or stops its store, the longest-standing first. */
export async function readAttention(
  tx: Transaction,
  shop: StoreRow,
  invoice: InvoiceRow,
  charges: readonly ChargeRow[],
  openRequests: readonly RefundRequestRow[],
): Promise<Attention[]> {
  const { store } = invoice
  const mismatched = await tx
    .selectFrom('charges')
    .select('id')
    .where('store', '=', store)
    .where('claimed_invoice', '=', invoice.id)
    // Its index holds those that wait, and is used only where the query says so itself.
    .where('state', '=', 'unmatched')
    .where('unmatched_because', '=', 'currency_mismatch')
    .execute()
  const concerned = [...charges, ...mismatched].map((charge) => charge.id)
  const raised =
    concerned.length === 0
      ? []
      : await tx
          .selectFrom('attentions')
          .selectAll()
          .where('store', '=', store)
          .where('charge', 'in', concerned)
          .where('settled_at', 'is', null)
          .execute()
  const dead =
    concerned.length === 0
      ? []
      : await tx
          .selectFrom('events')
          .select(['charge', 'received_at'])
          .where('store', '=', store)
          .where('state', '=', 'dead')
          .where('settled_at', 'is', null)
          .where('charge', 'in', concerned)
          .execute()
  const found = [
    ...(shop.stripe_key_refused_at === null
      ? []
      : [{ code: 'stripe_key_refused' as const, charge: null, payment: null, since: shop.stripe_key_refused_at }]),
    ...(shop.restored_at === null ? [] : [{ code: 'restored' as const, charge: null, payment: null, since: shop.restored_at }]),
    ...openRequests.flatMap((request) =>
      request.needs_person_since === null
        ? []
        : [{ code: 'refund_unknown' as const, charge: request.charge, payment: request.id, since: request.needs_person_since }],
    ),
    ...raised.map(({ code, charge, payment, since }) => ({ code, charge, payment, since })),
    ...dead.map((event) => ({ code: 'event_dead' as const, charge: event.charge, payment: null, since: event.received_at })),
    ...(invoice.sync_differs_since !== null
      ? [{ code: 'difference' as const, charge: null, payment: null, since: invoice.sync_differs_since }]
      : []),
  ]
  return found
    .toSorted((one, other) => one.since.getTime() - other.since.getTime())
    .map((item) => ({ ...item, since: item.since.toISOString() }))
}
