/** What callers of a verb are answered, as the routes make it of what the verb returns. */
import type { Invoice, Payment } from '../../server/contract/tab.ts'
import { readerOf } from '../../server/context/principal.ts'
import { putInvoice } from '../../server/ledger/put-invoice.ts'
import { recordPayment } from '../../server/ledger/record-payment.ts'
import { approveRefund } from '../../server/refunds/approve.ts'
import { declineRefund } from '../../server/refunds/decline.ts'
import { requestRefund } from '../../server/refunds/request.ts'
import { dashboardOf } from '../../server/tab/read-tab.ts'
import { toInvoice, toPayment } from '../../server/tab/rows.ts'

export async function refundOf(...call: Parameters<typeof requestRefund>): Promise<Payment> {
  const [ctx, principal] = call
  const { account, ...refund } = await requestRefund(...call)
  return toPayment({ ...refund, dashboard: dashboardOf(ctx, account) }, readerOf(principal))
}

export async function approvalOf(...call: Parameters<typeof approveRefund>): Promise<Payment> {
  const [, principal] = call
  return toPayment(await approveRefund(...call), readerOf(principal))
}

export async function declineOf(...call: Parameters<typeof declineRefund>): Promise<Payment> {
  const [, principal] = call
  return toPayment(await declineRefund(...call), readerOf(principal))
}

export async function paymentOf(...call: Parameters<typeof recordPayment>): Promise<Payment> {
  const [, principal] = call
  return toPayment({ row: await recordPayment(...call) }, readerOf(principal))
}

export async function invoiceOf(...call: Parameters<typeof putInvoice>): Promise<Invoice> {
  const { invoice, paid } = await putInvoice(...call)
  return toInvoice(invoice, paid)
}
