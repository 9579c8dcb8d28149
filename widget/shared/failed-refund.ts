import type { Payment, Tab } from '../../server/contract/tab.ts'

/**
 * What may still be paid out in place of a refund, in minor units: what is left of one that failed or was canceled, as far as its
 * charge has it. What went back to the card since is not paid a second time.
 */
export function leftToPayOut(payment: Payment, { payments }: Pick<Tab, 'payments'>): number {
  const { refund, amount } = payment
  if (refund === null || !isFailedRefund(payment)) return 0
  const original = payments.find(({ id }) => id === refund.original)
  return Math.max(0, Math.min(-amount - refund.paidOut, original?.refundable ?? -amount))
}

/** The same, and one that nobody approved: nothing goes back by it. */
export function isVoid(payment: Payment): boolean {
  return isFailedRefund(payment) || payment.status === 'declined'
}

/** A refund whose money never left, or came back. */
export function isFailedRefund(payment: Payment): boolean {
  return payment.status === 'failed' || payment.status === 'canceled'
}
