/** Stripe's refusals of a refund, in words for the person at the counter. Rests on Stripe's "Error codes". */

const WORDS: ReadonlyMap<string | null, string> = new Map([
  ['charge_already_refunded', 'Stripe says this payment has already been fully refunded.'],
  ['charge_disputed', 'Stripe says the customer’s bank has disputed this payment, so it can’t be refunded now.'],
  ['balance_insufficient', 'The Stripe balance is too low for this refund. Top up the balance in Stripe, then try again.'],
  ['insufficient_funds', 'The Stripe balance is too low for this refund. Top up the balance in Stripe, then try again.'],
  ['amount_too_small', 'Stripe says the amount is too small to refund.'],
  ['amount_too_large', 'Stripe says the amount is too large to refund.'],
  ['resource_missing', 'Stripe doesn’t know this payment.'],
  ['refund_disputed_payment', 'Stripe says the customer’s bank has disputed this payment, so it can’t be refunded now.'],
  ['charge_exceeds_source_limit', 'Stripe says this is more than can be refunded to this card for now.'],
])

/** What `code` means; a code that has no words here is told in Stripe's own. */
export function refusalInWords(code: string | null, message: string): string {
  return WORDS.get(code) ?? `Stripe refused this refund: ${message}`
}
