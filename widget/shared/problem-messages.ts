import type { ProblemCode } from '../../server/contract/problems.ts'
import { problemsIn } from './by-code.ts'

const GENERAL = 'Something went wrong on our side. Try again in a moment.'

const SENTENCES = {
  rate_limited: 'Too many requests at once. Wait a moment, then try again.',
  unauthenticated: 'Your sign-in to payments has expired. Reload the page, then try again.',
  forbidden: 'You are not allowed to do this. Ask someone who is.',
  invalid_request: 'Payments could not take this as it was entered. Check the amount and the note.',
  not_found: 'This payment is not here any more.',
  idempotency_key_reused: 'This was already sent with other details. Close this and start again.',
  own_request: 'You asked for this refund, so another person has to decide about it.',
  not_awaiting_approval: 'This refund no longer waits for approval.',
  stripe_row_not_removable: 'Stripe payments can’t be removed, only refunded.',
  invoice_voided: 'The invoice is voided and takes no more payments.',
  not_refundable: 'Only Stripe payments can be refunded.',
  charge_disputed: 'This payment is disputed and can’t be refunded while the dispute is open.',
  requires_reader: 'This payment was made with Interac. Refund it at the card reader, with the customer’s card.',
  amount_not_positive: 'Enter an amount above zero.',
  exceeds_permission: 'This is more than you are allowed to give back or remove on this invoice in a day. Ask someone with a higher limit.',
  unavailable: 'Payments can’t be reached right now. Try again in a moment.',
  stripe_unavailable: 'Stripe can’t be reached right now. Try again in a moment.',
} satisfies Partial<Record<ProblemCode, string>>
export type ProblemSentences = Readonly<Record<keyof typeof SENTENCES, string>>

/** By Stripe's own code: rests on "Error codes" in its documentation. */
const REFUSALS = {
  charge_already_refunded: 'Stripe says this payment has already been fully refunded.',
  charge_disputed: 'Stripe says the customer’s bank has disputed this payment, so it can’t be refunded now.',
  refund_disputed_payment: 'Stripe says the customer’s bank has disputed this payment, so it can’t be refunded now.',
  balance_insufficient: 'The Stripe balance is too low for this refund. Top up the balance in Stripe, then try again.',
  insufficient_funds: 'The Stripe balance is too low for this refund. Top up the balance in Stripe, then try again.',
  amount_too_small: 'Stripe says the amount is too small to refund.',
  amount_too_large: 'Stripe says the amount is too large to refund.',
  resource_missing: 'Stripe doesn’t know this payment.',
  charge_exceeds_source_limit: 'Stripe says this is more than can be refunded to this card for now.',
}
export type StripeRefusals = Readonly<Record<keyof typeof REFUSALS, string>>

const REFUSED = 'Stripe refused this refund. Nothing was refunded. Open the payment in Stripe to see why.'

/** English. */
export const problem = problemsIn({
  general: GENERAL,
  sentences: SENTENCES,
  refusals: REFUSALS,
  refused: REFUSED,
  exceeds: (refundable) =>
    refundable === null ? 'This is more than can still be refunded.' : `This is more than can still be refunded: ${refundable}.`,
})
