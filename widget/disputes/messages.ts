import { byCode } from '../shared/by-code.ts'
import { ltr } from '../shared/isolate.ts'

/** What is said of disputes, in their banner and on their rows. */
export interface DisputesMessages {
  title(amount: string): string
  inquiryTitle(amount: string): string
  appealTitle(amount: string): string
  reason(reason: string): string
  inquiryReason(reason: string): string
  readonly stake: {
    readonly refunded: string
    readonly fee: string
    readonly atStake: string
    readonly awaySince: string
    readonly fullRefund: string
  }
  readonly usualEvidence: string
  due(deadline: string): string
  overdue(deadline: string): string
  readonly submitted: string
  readonly noDeadline: string
  readonly link: string
  readonly won: string
  readonly lost: string
  readonly open: string
  readonly inquiry: string
  label(amount: string): string
}

/** By Stripe's reason of a dispute. */
const REASONS = {
  bank_cannot_process: 'The customer’s bank could not process the payment.',
  check_returned: 'The customer’s bank returned the check.',
  credit_not_processed: 'The customer says a promised refund never came.',
  customer_initiated: 'The customer requested the money back from their bank.',
  debit_not_authorized: 'The customer says they did not authorize the debit.',
  duplicate: 'The customer says they were charged twice.',
  fraudulent: 'The cardholder says they did not make this payment.',
  incorrect_account_details: 'The bank account details were wrong.',
  insufficient_funds: 'The customer’s account had too little money.',
  noncompliant: 'The card network says its rules were not followed.',
  product_not_received: 'The customer says the purchase never arrived.',
  product_unacceptable: 'The customer says the purchase was faulty or not as described.',
  subscription_canceled: 'The customer says they had canceled.',
  unrecognized: 'The customer does not recognize the payment.',
}
export type DisputeReasons = Readonly<Record<keyof typeof REASONS, string>>

const reason = byCode(REASONS, 'The customer’s bank gave no particular reason.')

/** English. */
export const disputes: DisputesMessages = {
  title: (amount) => ltr`${amount} disputed`,
  inquiryTitle: (amount) => ltr`Bank inquiry about ${amount}`,
  appealTitle: (amount) => ltr`Appeal of a lost dispute: ${amount}`,
  reason,
  inquiryReason: (code) => `${reason(code)} No money has moved yet.`,
  stake: {
    refunded: 'Already refunded',
    fee: 'Stripe’s fee',
    atStake: 'At stake',
    awaySince: 'Money away since',
    fullRefund: 'A full refund resolves it.',
  },
  usualEvidence: 'What usually answers this',
  due: (deadline) => ltr`Answer by ${deadline}`,
  overdue: (deadline) => ltr`Overdue: the deadline was ${deadline}`,
  submitted: 'Evidence submitted. The bank is deciding.',
  noDeadline: 'The bank has set no deadline.',
  link: 'Submit evidence in Stripe →',
  won: 'Dispute won',
  lost: 'Dispute lost',
  open: 'Disputed',
  inquiry: 'Inquiry',
  label: (amount) => ltr`Dispute of ${amount}`,
}
