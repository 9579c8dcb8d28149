import type { Words } from './words.ts'

/** By Stripe's reason of a dispute. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['bank_cannot_process', 'The customer’s bank could not process the payment.'],
  ['check_returned', 'The customer’s bank returned the check.'],
  ['credit_not_processed', 'The customer says a promised refund never came.'],
  ['customer_initiated', 'The customer asked their bank for the money back.'],
  ['debit_not_authorized', 'The customer says they did not authorize the debit.'],
  ['duplicate', 'The customer says they were charged twice.'],
  ['fraudulent', 'The cardholder says they did not make this payment.'],
  ['incorrect_account_details', 'The bank account details were wrong.'],
  ['insufficient_funds', 'The customer’s account did not hold enough.'],
  ['noncompliant', 'The card network says its rules were not followed.'],
  ['product_not_received', 'The customer says the purchase never arrived.'],
  ['product_unacceptable', 'The customer says the purchase was faulty or not as described.'],
  ['subscription_canceled', 'The customer says they had canceled.'],
  ['unrecognized', 'The customer does not recognize the payment.'],
])

const GENERAL = 'The customer’s bank gave no particular reason.'

export const dispute: Words['dispute'] = {
  title: (amount) => `${amount} disputed`,
  inquiryTitle: (amount) => `The bank is asking about ${amount}`,
  appealTitle: (amount) => `Appeal of a lost dispute: ${amount}`,
  reason: (reason) => REASONS.get(reason) ?? GENERAL,
  inquiryReason: (reason) => `${REASONS.get(reason) ?? GENERAL} No money has moved yet.`,
  fee: (amount) => `Stripe’s fee for this dispute: ${amount}`,
  due: (deadline) => `Answer by ${deadline}`,
  overdue: (deadline) => `Overdue: the deadline was ${deadline}`,
  submitted: 'Evidence submitted. The bank is deciding.',
  noDeadline: 'The bank has set no deadline.',
  link: 'Submit evidence in Stripe →',
  won: 'Dispute won',
  lost: 'Dispute lost',
  open: 'Disputed',
  inquiry: 'Inquiry',
  opened: (amount) => `A payment of ${amount} was disputed.`,
  label: (amount) => `Dispute of ${amount}`,
}

export const attention: Words['attention'] = {
  title: 'Needs a person',
  refund_unknown: 'Stripe has not confirmed a refund for over a day. Look it up in Stripe, then have it settled by your administrator.',
  currency_mismatch:
    'Stripe reports a payment or dispute in another currency than the invoice’s. It is not counted here. Decide in Stripe what becomes of it, or ask your administrator.',
  over_refunded:
    'More went back to the customer, by refunds or a lost dispute, than the payment brought in. Look the payment up in Stripe, then settle the rest with the customer.',
  event_dead: 'A message from Stripe about this invoice could not be applied. Ask your administrator to replay it.',
  difference: 'These books and Stripe disagree. Compare the refunds here with those in Stripe, and tell your administrator which differ.',
  stripe_key_refused: 'Stripe does not accept this shop’s key. No refund can be made until your administrator sets a valid one.',
  restored: 'This shop’s records were restored from a backup. Refunds wait until they match Stripe again.',
}
