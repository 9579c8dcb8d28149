/** Records refunds, and asks Stripe about those of which the news and the books can't both be right. */
import { readDatabaseNow } from '../database/time.ts'
import type { RefundFacts } from '../stripe/objects/refund.ts'
import { recordRefunds, type Learned } from './record-refunds.ts'
import type { Services } from './services.ts'

export interface FoundRefunds {
  readonly added: readonly string[]
  readonly moved: readonly string[]
}

/** Says which rows were added or changed. Throws StripeUnavailable where a refund that is unclear can't be read. */
export async function recordFound(
  s: Services,
  store: string,
  account: string | null,
  refunds: readonly RefundFacts[],
  learned: Learned,
): Promise<FoundRefunds> {
  const recorded = await recordRefunds(s, store, refunds, learned)
  const moved = [...recorded.moved]
  for (const id of recorded.unclear) {
    const fetchedAt = await readDatabaseNow(s.db)
    const refund = await s.stripe.getRefund(account, id)
    if (refund !== null) moved.push(...(await recordRefunds(s, store, [refund], { ...learned, fetchedAt })).moved)
  }
  return { added: recorded.added, moved }
}
