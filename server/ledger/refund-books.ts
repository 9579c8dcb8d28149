import { storeKey } from '../database/store-key.ts'
import type { PaymentRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import type { StoreRefund, RefundBooks } from './recording.ts'
import { findRecorded, writeRefunds, type ClosedByRefund } from './refund-queries.ts'

/** Reads what is known of these refunds, whose charges must be locked. */
export async function openRefundBooks(tx: Transaction, refunds: readonly StoreRefund[]): Promise<RefundBooks> {
  const found = await findRecorded(tx, refunds)
  const rows = new Map(found.rows.map((row) => [keyOf(row), row]))
  const known = new Set(rows.keys())
  const changed = new Set<string>()
  const requests = new Map(found.requests.map((request) => [storeKey(request), request]))
  const closed: ClosedByRefund[] = []
  return {
    row: (refund) => rows.get(storeKey(refund)),
    requests,
    keep(row) {
      rows.set(keyOf(row), row)
      changed.add(keyOf(row))
    },
    close(request, refund) {
      closed.push({ store: request.store, id: request.id, refund: refund.id })
      requests.set(storeKey(request), { ...request, state: 'recorded', refund: refund.id })
    },
    async write(tx) {
      const now = [...changed].flatMap((key) => rows.get(key) ?? [])
      await writeRefunds(
        tx,
        now.filter((row) => !known.has(keyOf(row))),
        now.filter((row) => known.has(keyOf(row))),
        closed,
      )
    },
  }
}

function keyOf({ store, refund }: PaymentRow): string {
  return storeKey({ store, id: refund ?? '' })
}
