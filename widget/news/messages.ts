import type { Actor } from '../../server/contract/fields.ts'
import { ltr } from '../shared/isolate.ts'

/** What is said when a row or a dispute changes on screen: announced to screen readers, and shown in an open dialog that is about it. */
export interface NewsMessages {
  refunded(by: Actor, amount: string): string
  refundChecking(amount: string): string
  refundPending(amount: string): string
  refundNeedsAction(amount: string): string
  refundFailed(amount: string): string
  refundCanceled(amount: string): string
  refundNotMade(amount: string): string
  refundAwaitsApproval(by: Actor, amount: string): string
  refundDeclined(amount: string): string
  /** It was withdrawn, declined or expired, as another person sees it. */
  refundWaitsNoMore(amount: string): string
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
      ? ltr`${sum} was refunded in Stripe just now.`
      : ltr`${by(actor)} refunded ${sum} just now.`,
  refundChecking: (sum) => ltr`A refund of ${sum} is being checked with Stripe.`,
  refundPending: (sum) => ltr`The refund of ${sum} is pending at Stripe.`,
  refundNeedsAction: (sum) => ltr`The refund of ${sum} needs an action of the customer.`,
  refundFailed: (sum) => ltr`The refund of ${sum} failed.`,
  refundCanceled: (sum) => ltr`The refund of ${sum} was canceled.`,
  refundNotMade: (sum) => ltr`The refund of ${sum} was not made.`,
  refundAwaitsApproval: (actor, sum) => ltr`${by(actor)} asks for approval to refund ${sum}.`,
  refundDeclined: (sum) => ltr`The refund of ${sum} was not approved.`,
  refundWaitsNoMore: (sum) => ltr`The refund of ${sum} no longer waits for approval.`,
  paid: (method, sum) => ltr`${sum} was paid: ${method}.`,
  recorded: (actor, method, sum) => ltr`${by(actor)} recorded ${method} ${sum} just now.`,
  paidOut: (actor, method, sum) => ltr`${by(actor)} paid out ${method} ${sum} just now.`,
  removed: (method, sum) => ltr`${method} ${sum} was removed just now.`,
  changed: (method, sum) => ltr`${method} ${sum} changed just now.`,
  disputeOpened: (sum) => ltr`A payment of ${sum} was disputed.`,
  disputeClosed: (sum) => ltr`The dispute of ${sum} was closed.`,
  disputeWon: (sum) => ltr`The dispute of ${sum} was won.`,
  disputeLost: (sum) => ltr`The dispute of ${sum} was lost.`,
  balance: (sum) => ltr`Balance Due is now ${sum}.`,
}
