/** What the refund dialog says, and its answer. */
export interface RefundMessages {
  readonly title: string
  readonly originalPayment: string
  readonly amount: string
  refundableNow(amount: string): string
  readonly reason: string
  readonly note: string
  submit(amount: string | null): string
  readonly submitting: string
  readonly moneyOnly: string
  readonly returnsLink: string
  readonly checkingTitle: string
  readonly checking: string
  readonly unanswered: string
  readonly checkAgain: string
  readonly vetoed: string
  readonly unsent: string
  failed(why: string): string
  done(amount: string, balance: string): string
  pending(amount: string): string
  offer(amount: string): string
  offerPending(amount: string): string
  offerAction(amount: string): string
}

/** English. */
export const refund: RefundMessages = {
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
