import type { Actor } from '../../server/contract/fields.ts'
import type { BlockedBy } from '../../server/contract/tab.ts'
import { ltr } from '../shared/isolate.ts'

/** What the refund dialog says, and its answer. */
export interface RefundMessages {
  readonly title: string
  readonly originalPayment: string
  readonly amount: string
  refundableNow(amount: string): string
  stillRefundable(amount: string): string
  use(amount: string): string
  limit(left: string): string
  readonly refundable: string
  all(amount: string): string
  keep(percent: string, amount: string): string
  readonly lines: string
  lookAlike(by: Actor, amount: string, ago: string): string
  readonly another: string
  readonly tickAnother: string
  readonly over: Readonly<Record<BlockedBy, string>>
  readonly overLimit: string
  readonly reason: string
  readonly note: string
  readonly tellCustomer: string
  submit(amount: string | null): string
  readonly submitting: string
  readonly needsApproval: string
  askApproval(amount: string): string
  readonly asking: string
  /** What the reason “Fraudulent” does besides. */
  readonly fraudulent: string
  readonly final: string
  fee(amount: string): string
  readonly moneyOnly: string
  readonly returnsLink: string
  readonly checkingTitle: string
  readonly checking: string
  readonly unanswered: string
  readonly checkAgain: string
  readonly vetoed: string
  readonly unsent: string
  failed(why: string): string
}

/** English. */
export const refund: RefundMessages = {
  title: 'Refund payment',
  originalPayment: 'Original payment',
  amount: 'Amount to refund',
  refundableNow: (sum) => ltr`Refundable now: ${sum} — prior refunds recorded on this charge`,
  stillRefundable: (sum) => ltr`${sum} can still be refunded.`,
  use: (sum) => ltr`Use ${sum}`,
  limit: (left) => ltr`You can refund up to ${left} more on this invoice today. A manager can refund more.`,
  refundable: 'Refundable',
  all: (sum) => ltr`All ${sum}`,
  keep: (percent, sum) => ltr`Keep ${percent} (${sum})`,
  lines: 'From the invoice',
  lookAlike: ({ name }, sum, ago) => (name === null ? ltr`${sum} was refunded here ${ago}.` : ltr`${name} refunded ${sum} here ${ago}.`),
  another: 'This is another refund',
  tickAnother: 'Tick this if it is another refund. Otherwise nothing needs to be refunded.',
  over: {
    fully_refunded: 'This payment is fully refunded. Nothing is left to refund.',
    paid_out: 'What was left of this payment was paid out another way. Nothing is left to refund.',
    dispute_lost: 'What was left of this payment was lost to a dispute. Nothing is left to refund.',
    refund_pending: 'All that was left of this payment is being refunded already.',
    disputed: 'This payment is disputed and can’t be refunded while the dispute is open.',
    requires_reader: 'This payment was made with Interac. Refund it at the card reader, with the customer’s card.',
    stripe_key_refused: 'Stripe does not accept this shop’s key for refunds. None can be made until your administrator puts that right.',
    permission: 'You are not allowed to refund. Ask someone who is.',
  },
  overLimit: 'You have reached what you may refund on this invoice today. A manager can refund more.',
  reason: 'Reason',
  note: 'Note (optional)',
  tellCustomer: 'Tell the customer about this refund',
  submit: (sum) => (sum === null ? 'Refund' : ltr`Refund ${sum}`),
  submitting: 'Refunding…',
  needsApproval: 'This refund needs a second person. Ask for approval: it waits until someone else approves it.',
  askApproval: (sum) => ltr`Ask for approval of ${sum}`,
  asking: 'Asking…',
  fraudulent: 'Stripe will also block this card and the customer’s email address from paying you again.',
  final: 'A refund can’t be undone.',
  fee: (sum) => ltr`Stripe keeps its fee of ${sum} on this payment.`,
  moneyOnly: 'This returns money only. Items come back through a return, not here.',
  returnsLink: 'Start a return',
  checkingTitle: 'Checking with Stripe…',
  checking: 'Stripe has not confirmed this refund yet. You can close this: the refund’s row shows what becomes of it.',
  unanswered: 'No answer came back, so the refund may have gone through. Check again to find out: it is never paid twice.',
  checkAgain: 'Check again',
  vetoed: 'This page stopped the refund. Nothing was refunded.',
  unsent: 'The refund was not sent, because this page could not sign in to payments. Try again.',
  failed: (why) => ltr`The refund failed. ${why}`,
}
