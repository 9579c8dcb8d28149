import type { StoreId } from '../contract/ids.ts'
import type { Ctx } from '../context/ctx.ts'
import type { Database } from '../database/connection.ts'
import { storeKey } from '../database/store-key.ts'
import { sameColumns } from '../domain/same-columns.ts'
import type { StripeRefund } from '../domain/stripe-facts.ts'
import type { StoreRefund } from './recording.ts'
import { REFUND_COLUMNS, refundColumns } from './refund-columns.ts'
import { findStatuses } from './refund-queries.ts'

/** Those of these refunds of which the rows and requests say all already, so that nothing has to be locked to record them; by their keys. */
export async function recordedOf(db: Database, refunds: readonly StoreRefund[]): Promise<ReadonlySet<string>> {
  if (refunds.length === 0) return new Set()
  const found = await findStatuses(
    db,
    refunds.map(({ store, refund: { id } }) => ({ store, id })),
  )
  const rows = new Map(found.map((row) => [storeKey({ store: row.store, id: row.refund ?? '' }), row]))
  const recorded = refunds.filter(({ store, refund }) => {
    const row = rows.get(storeKey({ store, id: refund.id }))
    return (
      row !== undefined && (refund.request === null || refund.request === row.id) && sameColumns(row, refundColumns(refund), REFUND_COLUMNS)
    )
  })
  // One refund may be told twice, and differently.
  const others = new Set(refunds.filter((one) => !recorded.includes(one)).map(keyOf))
  return new Set(recorded.map(keyOf).filter((key) => !others.has(key)))
}

/** The same of one. */
export async function isRecorded({ db }: Ctx, store: StoreId, refund: StripeRefund): Promise<boolean> {
  return (await recordedOf(db, [{ store, refund }])).size > 0
}

function keyOf({ store, refund: { id } }: StoreRefund): string {
  return storeKey({ store, id })
}
