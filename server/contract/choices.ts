/**
 * What can be chosen for a payment, as plain lists: the schemas in `fields.ts` are made of them, and the widget uses them
 * without loading any schema.
 */

/** Book rows: entries in the books only, no money moved by us. */
export const BOOK_METHODS = ['cash', 'check', 'store_credit', 'gift_card'] as const

/** How a Stripe charge was paid: in person at a reader, or any other way. */
export const CHARGE_METHODS = ['stripe_link', 'stripe_terminal'] as const

/** Stripe's own three reasons for a refund made by a person. */
export const REFUND_REASONS = ['requested_by_customer', 'duplicate', 'fraudulent'] as const

/** What a restricted key has to be allowed at Stripe, by the calls that need it. Without the first nothing can be refunded. */
export const STRIPE_RIGHTS = [
  'refunds.create',
  'refunds.read',
  'charges.read',
  'disputes.read',
  'payment_intents.read',
  'checkout_sessions.read',
  'events.read',
] as const
export type StripeRight = (typeof STRIPE_RIGHTS)[number]
