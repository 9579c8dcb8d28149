/** Records refunds, and asks Stripe about those of which the news and the books can't both be right. */
import type { RefundFacts } from '../stripe/facts.ts'
import { recordRefunds, type Learned } from './record-refunds.ts'
import type { Services } from './services.ts'

/** Returns the number of rows added or changed. Throws StripeUnavailable where a refund that is unclear can't be read. */
export async function recordFound(s: Services, store: string, account: string | null, refunds: readonly RefundFacts[], learned: Learned): Promise<number> {
  const recorded = await recordRefunds(s, store, refunds, learned)
  let changed = recorded.changed
  for (const id of recorded.unclear) {
    const fetchedAt = s.clock()
    const refund = await s.stripe.getRefund(account, id)
    if (refund !== null) changed += (await recordRefunds(s, store, [refund], { ...learned, fetchedAt })).changed
  }
  return changed
}
