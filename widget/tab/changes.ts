import type { Payment, Tab } from '../../server/contract/tab.ts'
import { BalanceChangedEvent } from '../events/balance-changed.ts'
import { DisputeOpenedEvent } from '../events/dispute-opened.ts'
import { PaymentRecordedEvent } from '../events/payment-recorded.ts'
import { PaymentRemovedEvent } from '../events/payment-removed.ts'
import { RefundFailedEvent } from '../events/refund-failed.ts'
import { RefundSucceededEvent } from '../events/refund-succeeded.ts'
import { isFailedRefund } from '../shared/failed-refund.ts'

/** What happened between two tabs, as the events a host hears: the server’s list is the truth, whoever changed it. */
export function changes(before: Tab, after: Tab): Event[] {
  const was = new Map(before.payments.map((payment) => [payment.id, payment]))
  const is = new Set(after.payments.map((payment) => payment.id))
  const open = new Set(before.disputes.filter((dispute) => dispute.open).map((dispute) => dispute.id))
  return [
    ...after.payments.flatMap((payment) => change(was.get(payment.id), payment)),
    ...before.payments
      .filter((payment) => !is.has(payment.id) && payment.refund === null)
      .map((payment) => new PaymentRemovedEvent({ payment })),
    ...after.disputes.filter((dispute) => dispute.open && !open.has(dispute.id)).map((dispute) => new DisputeOpenedEvent({ dispute })),
    ...(before.invoice.balance === after.invoice.balance && before.invoice.paid === after.invoice.paid
      ? []
      : [new BalanceChangedEvent({ invoice: after.invoice, previousBalance: before.invoice.balance })]),
  ]
}

function change(was: Payment | undefined, payment: Payment): Event[] {
  if (payment.refund === null) return was === undefined ? [new PaymentRecordedEvent({ payment })] : []
  if (was?.status === payment.status) return []
  if (payment.status === 'succeeded') return [new RefundSucceededEvent({ refund: payment })]
  return isFailedRefund(payment) ? [new RefundFailedEvent({ refund: payment, problem: null })] : []
}
