/** Limits that hang on the longest that a call to Stripe may take: who changes that finds all of them here. In seconds. */

/** A call to Stripe that is not answered by then counts as unanswered. */
export const STRIPE_TIMEOUT = 10

/** How long a lease lasts, and how long after one attempt the next may begin: a call to Stripe, and a little. */
export const LEASE_LASTS = STRIPE_TIMEOUT + 5

/** How long a call waits for the lease of a charge before it is answered that it goes on by itself. */
export const WAIT_FOR_LEASE = 8

/** How long a server that stops waits for what is under way: longer than a call to Stripe. */
export const WAIT_FOR_STOP = STRIPE_TIMEOUT + 2
