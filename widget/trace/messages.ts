import { ltr } from '../shared/isolate.ts'

/** What “Where is this refund?” says, and the slip that the customer is given. It is loaded with the dialog. */
export interface TraceMessages {
  readonly title: string
  readonly referenceTitle: string
  readonly noReferenceYet: string
  readonly noReference: string
  expected(from: string, to: string): string
  late(to: string): string
  readonly copy: string
  readonly copied: string
  readonly copyFailed: string
  readonly tellTitle: string
  readonly language: string
  readonly print: string
  readonly printFailed: string
  readonly languageFailed: string
  /** To the customer, to be read out or printed: `to` is the card, null where it is none. */
  readonly tell: {
    sent(amount: string, date: string, to: string | null): string
    waiting(amount: string): string
    window(from: string, to: string): string
    readonly late: string
    readonly shape: string
    reference(reference: string): string
  }
  readonly slip: {
    readonly title: string
    readonly invoice: string
    readonly customer: string
    readonly amount: string
    readonly date: string
    readonly to: string
    readonly expected: string
    readonly reference: string
    between(from: string, to: string): string
  }
}

/** English. */
export const trace: TraceMessages = {
  title: 'Where is this refund?',
  referenceTitle: 'The bank’s reference',
  noReferenceYet: 'The bank has given no reference yet. It usually comes within a week.',
  noReference: 'This bank gives no reference.',
  expected: (from, to) => ltr`Usually arrives between ${from} and ${to}.`,
  late: (to) => ltr`Should have arrived by ${to}. The customer’s bank can trace it by the reference.`,
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'It could not be copied. Select the text and copy it.',
  tellTitle: 'What to tell the customer',
  language: 'Language',
  print: 'Print',
  printFailed: 'The slip could not be printed from this page. Copy it instead.',
  languageFailed: 'This language could not be loaded. Check your connection and try again.',
  tell: {
    sent: (sum, date, to) =>
      to === null
        ? ltr`We sent your refund of ${sum} on ${date}, the way you had paid.`
        : ltr`We sent your refund of ${sum} on ${date} to your ${to}.`,
    waiting: (sum) => ltr`Your refund of ${sum} is on its way to our bank and has not been sent on yet.`,
    window: (from, to) => ltr`Banks take 5 to 10 business days, so expect it between ${from} and ${to}.`,
    late: 'It should have arrived by now: please ask your bank to look for it.',
    shape: 'It can show up as a credit, or the payment itself disappears from your statement.',
    reference: (reference) => ltr`Your bank can find it by this reference: ${reference}.`,
  },
  slip: {
    title: 'Refund',
    invoice: 'Invoice',
    customer: 'Customer',
    amount: 'Amount refunded',
    date: 'Refunded on',
    to: 'Refunded to',
    expected: 'Expected',
    reference: 'Bank reference',
    between: (from, to) => ltr`${from} to ${to}`,
  },
}
