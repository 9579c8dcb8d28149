import type { Actor } from '../../server/contract/fields.ts'

/** What is said when a row or a dispute changes on screen: announced to screen readers, and shown in an open dialog that is about it. */
export interface NewsMessages {
  refunded(by: Actor, amount: string): string
  refundChecking(amount: string): string
  refundPending(amount: string): string
  refundNeedsAction(amount: string): string
  refundFailed(amount: string): string
  refundCanceled(amount: string): string
  refundNotMade(amount: string): string
  paid(method: string, amount: string): string
  recorded(by: Actor, method: string, amount: string): string
  paidOut(by: Actor, method: string, amount: string): string
  removed(method: string, amount: string): string
  changed(method: string, amount: string): string
  disputeOpened(amount: string): string
  disputeClosed(amount: string): string
  disputeWon(amount: string): string
  disputeLost(amount: string): string
  balance(amount: string): string
}

const by = ({ name, via }: Actor): string => name ?? (via === 'host' ? 'The store system' : 'Someone')

/** English. */
export const news: NewsMessages = {
  refunded: (actor, sum) =>
    actor.name === null && actor.via === 'stripe_dashboard'
      ? `${sum} was refunded in Stripe just now.`
      : `${by(actor)} refunded ${sum} just now.`,
  refundChecking: (sum) => `A refund of ${sum} is being checked with Stripe.`,
  refundPending: (sum) => `The refund of ${sum} is pending at Stripe.`,
  refundNeedsAction: (sum) => `The refund of ${sum} needs an action of the customer.`,
  refundFailed: (sum) => `The refund of ${sum} failed.`,
  refundCanceled: (sum) => `The refund of ${sum} was canceled.`,
  refundNotMade: (sum) => `The refund of ${sum} was not made.`,
  paid: (method, sum) => `${sum} was paid: ${method}.`,
  recorded: (actor, method, sum) => `${by(actor)} recorded ${method} ${sum} just now.`,
  paidOut: (actor, method, sum) => `${by(actor)} paid out ${method} ${sum} just now.`,
  removed: (method, sum) => `${method} ${sum} was removed just now.`,
  changed: (method, sum) => `${method} ${sum} changed just now.`,
  disputeOpened: (sum) => `A payment of ${sum} was disputed.`,
  disputeClosed: (sum) => `The dispute of ${sum} was closed.`,
  disputeWon: (sum) => `The dispute of ${sum} was won.`,
  disputeLost: (sum) => `The dispute of ${sum} was lost.`,
  balance: (sum) => `Balance Due is now ${sum}.`,
}
