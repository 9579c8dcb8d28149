import type { Words } from './words.ts'

export const amount: Words['amount'] = {
  empty: 'Enter an amount.',
  notANumber: 'Enter an amount in figures, such as 25.00.',
  tooManyDecimals: (decimals) => (decimals <= 0 ? 'Enter a whole amount.' : `Enter at most ${decimals} decimals.`),
  lastDecimalNotZero: 'The last decimal must be 0.',
  tooLarge: 'This amount is too large.',
  notPositive: 'Enter an amount above zero.',
  overRefundable: (cap) => `At most ${cap} can be refunded.`,
  overPayout: (cap) => `At most ${cap} can still be paid out.`,
}

export const refund: Words['refund'] = {
  title: 'Refund payment',
  originalPayment: 'Original payment',
  amount: 'Amount to refund',
  refundableNow: (sum) => `Refundable now: ${sum} — prior refunds recorded on this charge`,
  reason: 'Reason',
  note: 'Note (optional)',
  submit: (sum) => (sum === null ? 'Refund' : `Refund ${sum}`),
  submitting: 'Refunding…',
  moneyOnly: 'This returns money only. Items come back through a return, not here.',
  returnsLink: 'Start a return',
  checkingTitle: 'Checking with Stripe…',
  checking: 'Stripe has not confirmed this refund yet. You can close this: the refund’s row shows what becomes of it.',
  unanswered: 'No answer came back, so the refund may have gone through. Check again to find out: it is never paid twice.',
  checkAgain: 'Check again',
  vetoed: 'This page stopped the refund. Nothing was refunded.',
  unsent: 'The refund was not sent, because this page could not sign in to payments. Try again.',
  failed: (why) => `The refund failed. ${why}`,
  done: (sum, balance) => `${sum} refunded. Balance due is now ${balance}.`,
  pending: (sum) => `The refund of ${sum} is pending at Stripe.`,
  offer: (sum) => `${sum} refunded. Is the customer paying another way?`,
  offerPending: (sum) => `The refund of ${sum} is pending at Stripe. Is the customer paying another way?`,
  offerAction: (sum) => `+ Record Payment of ${sum}`,
}

export const record: Words['record'] = {
  title: 'Record payment',
  payOutTitle: 'Pay another way',
  method: 'Method',
  amount: 'Amount',
  direction: 'Direction',
  in: 'Received from customer',
  out: 'Paid out to customer',
  note: 'Note (optional)',
  replacing: (sum, date) => `Stands in for the refund of ${sum} on ${date}, which did not go through. The money goes out to the customer.`,
  rest: (sum) => `${sum} of it is still to be paid.`,
  submit: (sum) => (sum === null ? 'Record payment' : `Record ${sum}`),
  submitting: 'Recording…',
  unanswered: 'No answer came back, so the payment may have been recorded. Try again to find out: it is never recorded twice.',
  done: (method, sum) => `${method} ${sum} recorded.`,
}

export const remove: Words['remove'] = {
  title: 'Remove this payment?',
  booksOnly: 'It leaves the books and the balance changes. No money moves, and the audit log keeps it.',
  submit: 'Remove payment',
  submitting: 'Removing…',
  unanswered: 'No answer came back. Try again to find out whether it was removed.',
  done: (method, sum) => `${method} ${sum} removed.`,
}

export const scanned: Words['scanned'] = {
  amount_put_back: 'That looked like a barcode scanner, so the amount was put back.',
  nothing_done: 'That looked like a barcode scanner, so nothing was done.',
}
