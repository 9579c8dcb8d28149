import { byCode } from '../../shared/by-code.ts'

/** What usually answers a dispute. It is loaded when someone asks for it. */
export interface EvidenceMessages {
  /** By Stripe’s reason. */
  answers(reason: string): string
}

/** By Stripe’s reason of a dispute. Rests on "Dispute reason codes" in its documentation. */
const ANSWERS = {
  bank_cannot_process: 'Proof that the payment was authorized, and that the customer agreed to pay.',
  check_returned: 'Proof that the customer owed the sum, and whatever was agreed on since.',
  credit_not_processed: 'The refund with its bank reference, or your refund policy and proof that the customer knew it.',
  customer_initiated: 'Whatever shows that the customer got what was paid for: delivery, signature, messages.',
  debit_not_authorized: 'The mandate or the order that the customer signed.',
  duplicate: 'Both invoices or receipts, showing two separate purchases, or the refund of one of them.',
  fraudulent: 'Signed receipt or delivery, the customer’s messages, earlier undisputed purchases, the chip or PIN at the reader.',
  incorrect_account_details: 'The bank details that the customer gave you.',
  insufficient_funds: 'Proof that the customer owed the sum. Usually the customer has to pay again.',
  noncompliant: 'What the card network asks for, as Stripe lists it.',
  product_not_received: 'Proof of delivery: signed pickup, tracking number, the customer’s messages.',
  product_unacceptable: 'Photos, certificate or appraisal, what was described at the sale, and any offer to repair or exchange.',
  subscription_canceled: 'The terms, and when and how the customer canceled.',
  unrecognized: 'Receipt and delivery with the customer’s name, and how your shop appears on the statement.',
}
export type EvidenceAnswers = Readonly<Record<keyof typeof ANSWERS, string>>

/** English. */
export const evidence: EvidenceMessages = {
  answers: byCode(ANSWERS, 'Receipt, delivery, messages with the customer, and your terms. Stripe lists what the bank asks for.'),
}
