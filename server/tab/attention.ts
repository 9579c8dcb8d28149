import type { Attention } from '../contract/tab.ts'
import type { InvoiceRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'

/** What needs a person on this invoice, or stops its store, the oldest first. */
export async function readAttention(tx: Transaction, { store, id }: InvoiceRow): Promise<Attention[]> {
  const items = await tx
    .selectFrom('attention_items')
    .select(['code', 'charge', 'payment', 'opened_at'])
    .where('store', '=', store)
    .where((where) => where.or([where('invoice', '=', id), where('code', 'in', ['stripe_key_refused', 'restored'])]))
    .where('resolved_at', 'is', null)
    .where('acknowledged_at', 'is', null)
    .orderBy('opened_at')
    .orderBy('id')
    .execute()
  return items.flatMap(({ code, charge, payment, opened_at }) =>
    code === 'unmatched' ? [] : [{ code, charge, payment, since: opened_at.toISOString() }],
  )
}
