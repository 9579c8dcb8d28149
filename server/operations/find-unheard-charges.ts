import { takeInNewestEvents } from './take-in-events.ts'
import { recordCharge } from './record-charge.ts'
import type { Services } from './services.ts'
import { stripeAccountOf } from './stores.ts'

/**
 * Looks for charges of the invoice that nobody here heard of, and holds them: by their own mark, whenever they were made, and
 * by the newest events that never arrived, which tell of those that are marked elsewhere. Throws StripeUnavailable.
 */
export async function findUnheardCharges(s: Services, store: string, invoice: string): Promise<void> {
  const account = await stripeAccountOf(s, store)
  for (const charge of await s.stripe.searchCharges(account, invoice)) await recordCharge(s, store, account, charge)
  await takeInNewestEvents(s, { store, account })
}
