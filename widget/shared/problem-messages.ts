import type { ProblemCode } from '../../server/contract/problems.ts'
import type { CommonMessages } from './messages.ts'

const GENERAL = 'Something went wrong on our side. Try again in a moment.'

const SENTENCES: Partial<Record<string, string>> = {
  rate_limited: 'Too much is being asked at once. Wait a moment, then try again.',
  unauthenticated: 'Your sign-in to payments has expired. Reload the page, then try again.',
  forbidden: 'You are not allowed to do this. Ask someone who is.',
  invalid_request: 'Payments could not take this as it was entered. Check the amount and the note.',
  not_found: 'This payment is not here any more.',
  idempotency_key_reused: 'This was already sent with other details. Close this and start again.',
  stripe_row_not_removable: 'Stripe payments can’t be removed, only refunded.',
  invoice_voided: 'The invoice is voided and takes no more payments.',
  not_refundable: 'Only Stripe payments can be refunded.',
  charge_disputed: 'This payment is disputed and can’t be refunded while the dispute is open.',
  requires_reader: 'This payment was made with Interac. Refund it at the card reader, with the customer’s card.',
  amount_not_positive: 'Enter an amount above zero.',
  exceeds_permission: 'This is more than you are allowed to refund on this invoice in a day. Ask someone with a higher limit.',
  unavailable: 'Payments can’t be reached right now. Try again in a moment.',
  stripe_unavailable: 'Stripe can’t be reached right now. Try again in a moment.',
} satisfies Partial<Record<ProblemCode, string>>

export const problem: CommonMessages['problem'] = (given, refundable) => {
  if (given.code === 'amount_exceeds_refundable')
    return refundable === null ? 'This is more than can still be refunded.' : `This is more than can still be refunded: ${refundable}.`
  if (given.code === 'stripe_refused') return given.detail === undefined ? 'Stripe refused this.' : `Stripe refused this: ${given.detail}`
  return SENTENCES[given.code] ?? GENERAL
}
