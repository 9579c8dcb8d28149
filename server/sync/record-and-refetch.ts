/** Records refunds, and fetches those of which the news and the books can't both be right. */
import type { PaymentRow } from '../database/schema.ts'
import { readDatabaseNow } from '../database/time.ts'
import type { StripeRefund } from '../domain/stripe-facts.ts'
import { recordRefunds, type RecordingOptions } from '../ledger/record-refunds.ts'
import type { Learned } from '../ledger/recording.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import type { AccountRef } from './ensure-charge.ts'

export interface RefetchedRefunds {
  readonly added: readonly PaymentRow[]
  readonly moved: readonly PaymentRow[]
}

/** Returns the rows that were added or changed. Throws StripeUnavailable where a refund that is unclear can't be read. */
export async function recordAndRefetch(
  ctx: GatewayCtx,
  { store, account }: AccountRef,
  refunds: readonly StripeRefund[],
  learned: Learned,
  options: RecordingOptions = {},
): Promise<RefetchedRefunds> {
  const recorded = await recordRefunds(ctx, store, refunds, learned, options)
  const moved = [...recorded.moved]
  for (const { id } of recorded.unclear) {
    const fetchedAt = await readDatabaseNow(ctx.db)
    const refund = await ctx.gateway.getRefund(account, id)
    if (refund !== null) moved.push(...(await recordRefunds(ctx, store, [refund], { ...learned, fetchedAt }, options)).moved)
  }
  return { added: recorded.added, moved }
}
