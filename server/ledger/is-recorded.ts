import type { StoreId } from '../contract/ids.ts'
import type { StripeRefund } from '../domain/stripe-facts.ts'
import type { Ctx } from '../context/ctx.ts'
import { sameColumns } from '../domain/same-columns.ts'
import { REFUND_COLUMNS, refundColumns } from './refund-columns.ts'
import { findRefunds } from './refund-queries.ts'

/** Whether the refund's row and request say all of it already, so that nothing has to be locked to record it. */
export async function isRecorded({ db }: Ctx, store: StoreId, refund: StripeRefund): Promise<boolean> {
  const [row] = await findRefunds(db, store, [refund.id])
  if (row === undefined || (refund.request !== null && refund.request !== row.id)) return false
  return sameColumns(row, refundColumns(refund), REFUND_COLUMNS)
}
