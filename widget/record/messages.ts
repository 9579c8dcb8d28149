import { ltr } from '../shared/isolate.ts'

/** What the dialog that records a payment says, and its answer. */
export interface RecordMessages {
  readonly title: string
  readonly payOutTitle: string
  readonly method: string
  readonly amount: string
  readonly direction: string
  readonly in: string
  readonly out: string
  readonly note: string
  replacing(amount: string, date: string): string
  rest(amount: string): string
  submit(amount: string | null): string
  readonly submitting: string
  readonly unanswered: string
  use(amount: string): string
  overpaid(amount: string): string
  paidOutTooMuch(amount: string): string
  readonly submitAnyway: string
  readonly overVoided: string
  readonly overPaidOut: string
}

/** English. */
export const record: RecordMessages = {
  title: 'Record payment',
  payOutTitle: 'Pay another way',
  method: 'Method',
  amount: 'Amount',
  direction: 'Direction',
  in: 'Received from customer',
  out: 'Paid out to customer',
  note: 'Note (optional)',
  replacing: (sum, date) =>
    ltr`Stands in for the refund of ${sum} on ${date}, which did not go through. The money goes out to the customer.`,
  rest: (sum) => ltr`${sum} of it is still to be paid.`,
  submit: (sum) => (sum === null ? 'Record payment' : ltr`Record ${sum}`),
  submitting: 'Recording…',
  unanswered: 'No answer came back, so the payment may have been recorded. Try again to find out: it is never recorded twice.',
  use: (sum) => ltr`Use ${sum}`,
  overpaid: (sum) => ltr`${sum} more than is due: the invoice will be overpaid.`,
  paidOutTooMuch: (sum) => ltr`${sum} more than the customer is owed: it will be due on the invoice.`,
  submitAnyway: 'Record anyway',
  overVoided: 'The invoice was voided and takes no more payments.',
  overPaidOut: 'This refund has been paid out in full. Nothing is left to pay.',
}
