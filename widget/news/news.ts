import type { Dispute, Payment, Tab } from '../../server/contract/tab.ts'
import type { Announcement } from '../shared/live-regions.ts'
import type { WholeView } from '../shared/view.ts'

/** One thing that happened between two tabs, as a sentence. Trouble interrupts what a screen reader is saying. */
export type News = Announcement

/** What happened between two tabs to the rows and disputes that `concerns` picks, whoever did it. */
export function newsBetween(before: Tab, after: Tab, view: WholeView, concerns: (item: Payment | Dispute) => boolean = () => true): News[] {
  const was = new Map(before.payments.map((payment) => [payment.id, payment]))
  const is = new Set(after.payments.map(({ id }) => id))
  const disputes = new Map(before.disputes.map((dispute) => [dispute.id, dispute]))
  return [
    ...after.payments.filter(concerns).map((payment) => ofPayment(was.get(payment.id), payment, view)),
    ...before.payments.filter((payment) => concerns(payment) && !is.has(payment.id)).map((payment) => ofMissing(payment, view)),
    ...after.disputes.filter(concerns).map((dispute) => ofDispute(disputes.get(dispute.id), dispute, view)),
  ].filter((news): news is News => news !== null)
}

/** All that happened between two tabs, to be announced at once: each change once, whoever made it, and what is due now; null for nothing. */
export function announcementOf(before: Tab, after: Tab, view: WholeView): Announcement | null {
  const news = [...newsBetween(before, after, view), ...newBalance(before, after, view)]
  if (news.length === 0) return null
  const urgency = news.some((each) => each.urgency === 'assertive') ? 'assertive' : 'polite'
  return { text: news.map(({ text }) => text).join(' '), urgency }
}

function newBalance(before: Tab, after: Tab, { messages, formats }: WholeView): News[] {
  const { balance, currency } = after.invoice
  return before.invoice.balance === balance ? [] : [polite(messages.news.balance(formats.money(balance, currency)))]
}

const polite = (text: string): News => ({ text, urgency: 'polite' })
const assertive = (text: string): News => ({ text, urgency: 'assertive' })

function ofPayment(was: Payment | undefined, payment: Payment, view: WholeView): News | null {
  if (was?.status === payment.status) return null
  if (payment.refund !== null) return ofRefund(payment, view)
  const { messages, formats } = view
  const { amount, currency, recordedBy } = payment
  const method = messages.common.methods[payment.method]
  const sum = formats.money(Math.abs(amount), currency)
  if (was !== undefined) return polite(messages.news.changed(method, sum))
  if (payment.charge !== null) return polite(messages.news.paid(method, sum))
  return polite(amount < 0 ? messages.news.paidOut(recordedBy, method, sum) : messages.news.recorded(recordedBy, method, sum))
}

function ofRefund({ status, amount, currency, recordedBy }: Payment, { messages: { news }, formats }: WholeView): News {
  const sum = formats.money(-amount, currency)
  switch (status) {
    case 'succeeded':
      return polite(news.refunded(recordedBy, sum))
    case 'processing':
      return polite(news.refundChecking(sum))
    case 'pending':
      return polite(news.refundPending(sum))
    case 'requires_action':
      return polite(news.refundNeedsAction(sum))
    case 'failed':
      return assertive(news.refundFailed(sum))
    case 'canceled':
      return assertive(news.refundCanceled(sum))
    case 'awaiting_approval':
      return polite(news.refundAwaitsApproval(recordedBy, sum))
    case 'declined':
      return assertive(news.refundDeclined(sum))
  }
}

/** A book row that was removed, or a refund that Stripe refused before it had one, or that nobody approved. One that was declined goes as its reader wants. */
function ofMissing({ refund, status, method, amount, currency }: Payment, { messages, formats }: WholeView): News | null {
  const sum = formats.money(Math.abs(amount), currency)
  if (status === 'declined') return null
  if (status === 'awaiting_approval') return polite(messages.news.refundWaitsNoMore(sum))
  return refund === null ? polite(messages.news.removed(messages.common.methods[method], sum)) : assertive(messages.news.refundNotMade(sum))
}

function ofDispute(was: Dispute | undefined, dispute: Dispute, { messages: { news }, formats }: WholeView): News | null {
  if ((was?.open ?? false) === dispute.open) return null
  const sum = formats.money(dispute.amount, dispute.currency)
  if (dispute.open) return assertive(news.disputeOpened(sum))
  if (dispute.status === 'won') return polite(news.disputeWon(sum))
  return dispute.status === 'lost' ? assertive(news.disputeLost(sum)) : polite(news.disputeClosed(sum))
}
