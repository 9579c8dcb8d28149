import { claimedInvoice } from '../domain/assignment.ts'
import { chargePaidAt } from './charge-paid-at.ts'
import type { Origin } from './hold-charge.ts'
import { recordCharge } from './record-charge.ts'
import type { Services } from './services.ts'
import { stripeAccountOf } from './stores.ts'
import { takeInNewestEvents } from './take-in-events.ts'

/**
 * Looks for charges of the invoice that nobody here heard of, and holds them: by their own mark, whenever they were made; by
 * the newest events that never arrived, which tell of those that are marked elsewhere; and by the newest checkout sessions,
 * whose events may not even count as undelivered. Throws StripeUnavailable.
 */
export async function findUnheardCharges(s: Services, store: string, invoice: string): Promise<void> {
  const account = await stripeAccountOf(s, store)
  for (const charge of await s.stripe.searchCharges(account, invoice)) await recordCharge(s, store, account, charge)
  await takeInNewestEvents(s, { store, account })
  await holdPaidAtNewestSessions(s, { store, account }, invoice)
}

/** A hundred sessions at most: as many as somebody who waits can wait for. The store's own reconciliation reads them all. */
async function holdPaidAtNewestSessions(s: Services, origin: Origin, invoice: string): Promise<void> {
  const page = await s.stripe.pages.sessions(origin.account, { since: null, after: null }).next()
  if (page.done === true) return
  for (const session of page.value.items) {
    if (claimedInvoice({ charge: null, intent: null, sessions: [session] }) !== invoice) continue
    const charge = await chargePaidAt(s, origin, session)
    if (charge !== null && charge !== 'gone') await recordCharge(s, origin.store, origin.account, charge, [session])
  }
}
