import type { Payment, Tab } from '../../server/contract/tab.ts'
import { cameToNothing } from './changes.ts'

/**
 * What may still be paid out in place of a refund, in minor units: what is left of one that came to nothing, as far as its
 * charge has it. What went back to the card since is not paid a second time.
 */
export function leftToPayOut(payment: Payment, { payments }: Pick<Tab, 'payments'>): number {
  const { refund, amount } = payment
  if (refund === null || !cameToNothing(payment)) return 0
  const original = payments.find(({ id }) => id === refund.original)
  return Math.max(0, Math.min(-amount - refund.paidOut, original?.refundable ?? -amount))
}
