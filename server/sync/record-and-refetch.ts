/** Records refunds, and asks Stripe about those of which the news and the books can't both be right. */
import type { AccountId, StoreId } from '../contract/ids.ts'
import { readDatabaseNow } from '../database/time.ts'
import type { StripeRefund } from '../domain/stripe-facts.ts'
import { recordRefunds, type Learned } from '../ledger/record-refunds.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

export interface RefetchedRefunds {
  readonly added: readonly string[]
  readonly moved: readonly string[]
}

/** Says which rows were added or changed. Throws StripeUnavailable where a refund that is unclear can't be read. */
export async function recordAndRefetch(
  ctx: GatewayCtx,
  store: StoreId,
  account: AccountId | null,
  refunds: readonly StripeRefund[],
  learned: Learned,
): Promise<RefetchedRefunds> {
  const recorded = await recordRefunds(ctx, store, refunds, learned)
  const moved = [...recorded.moved]
  for (const id of recorded.unclear) {
    const fetchedAt = await readDatabaseNow(ctx.db)
    const refund = await ctx.gateway.getRefund(account, id)
    if (refund !== null) moved.push(...(await recordRefunds(ctx, store, [refund], { ...learned, fetchedAt })).moved)
  }
  return { added: recorded.added, moved }
}
