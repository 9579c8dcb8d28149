/** `concerns`: what needs a person. */
import { listConcerns, type Concern } from '../operations/list-concerns.ts'
import type { Command } from './command.ts'
import { withServices } from './with-services.ts'

/** What each concern means and what to do about it. */
const WORDS: Readonly<Record<Concern['code'], string>> = {
  refund_unknown: 'Stripe’s answer to a refund can’t be found out. Look for it in Stripe’s dashboard, then say `refunds resolve`.',
  currency_mismatch: 'A charge or dispute is in another currency than its invoice. Correct the invoice, or settle it in Stripe.',
  over_refunded: 'More was refunded than was asked for or captured. Compare the charge in Stripe’s dashboard with the invoice.',
  event_dead: 'An event of Stripe’s could not be applied. See `events list`; say `events replay` once the cause is mended.',
  difference: 'The books and Stripe differ. Say `reconcile`; what remains needs a look in Stripe’s dashboard.',
  unmatched: 'A charge names an invoice that the host has not sent. Send the invoice.',
}

export const concerns: Command = {
  usage: 'concerns',
  summary: 'list what needs a person, and what to do about it',
  run(_args, env) {
    return withServices(env, async (s) => {
      const found = await listConcerns(s)
      if (found.length === 0) console.log('Nothing needs a person.')
      for (const { code, store, since, about } of found)
        console.log(`${since.toISOString()}  ${store}  ${code}  ${about}\n  ${WORDS[code]}`)
      return found.length === 0 ? 0 : 1
    })
  },
}
