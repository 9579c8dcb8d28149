import { ltr } from '../shared/isolate.ts'

/** What is said in the line of facts above the table. */
export interface FactsMessages {
  readonly total: string
  readonly paid: string
  readonly balanceDue: string
  readonly recordPayment: string
  /** Of what was paid. */
  lost(amount: string): string
  readonly viewOnly: string
  readonly sync: {
    readonly now: string
    readonly checking: string
    readonly never: string
    matches(ago: string): string
    /** It matched, and something of Stripe’s has changed since. */
    outdated(ago: string): string
    more(amount: string, ago: string): string
    less(amount: string, ago: string): string
    differs(ago: string): string
    readonly failed: string
  }
}

/** English. */
export const facts: FactsMessages = {
  total: 'Total',
  paid: 'Paid',
  balanceDue: 'Balance Due',
  recordPayment: '+ Record Payment',
  lost: (sum) => ltr`${sum} of it lost to a dispute`,
  viewOnly: 'You can look at these payments. A manager can refund and record.',
  sync: {
    now: 'Sync now',
    checking: 'Checking with Stripe…',
    never: 'Not checked with Stripe yet',
    matches: (when) => ltr`Matches Stripe, checked ${when}`,
    outdated: (when) => ltr`Changed since it was checked ${when}`,
    more: (difference, when) => ltr`Stripe has ${difference} more than these books, checked ${when}`,
    less: (difference, when) => ltr`Stripe has ${difference} less than these books, checked ${when}`,
    differs: (when) => ltr`Doesn’t match Stripe yet, checked ${when}`,
    failed: 'Stripe could not be checked. Try again in a moment.',
  },
}
