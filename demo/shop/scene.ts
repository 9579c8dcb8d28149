/** The stage of an invoice's story: who is on it, and what they can do. */
import { setTimeout as pause } from 'node:timers/promises'
import type { BookMethod, RefundReason } from '../../server/contract/fields.ts'
import type { Payment, Tab } from '../../server/contract/tab.ts'
import type { HostApi } from '../host-api.ts'
import type { Bank, CardPayment, PlayedBank } from './bank.ts'
import { totalOf, type ShopInvoice } from './invoices.ts'

/** What a story has to work with. Steps are numbered as they are taken, so that one taken again changes nothing. */
export interface Scene<B extends Bank = PlayedBank> {
  readonly invoice: ShopInvoice
  readonly total: number
  readonly bank: B
  pays(payment: Partial<Omit<CardPayment, 'invoice' | 'currency' | 'customer'>>): Promise<Payment>
  /** Staff record cash, a check and the like. */
  records(
    method: BookMethod,
    amount: number,
    more?: { readonly note?: string; readonly direction?: 'in' | 'out'; readonly replaces?: string },
  ): Promise<void>
  /** Staff request a refund through the widget's own call; its row. */
  requests(payment: Payment, amount: number, reason?: RefundReason, note?: string): Promise<Payment>
  /** The same, which Stripe answers; Stripe's id of the refund. */
  refunds(
    payment: Payment,
    amount: number,
    reason?: RefundReason,
    note?: string,
  ): Promise<{ readonly row: string; readonly refund: string }>
  /** Brings the books up to date with Stripe, without waiting for its webhooks. */
  syncs(): Promise<void>
  /** Waits until webhooks have changed the tab in this way; for 10 seconds at most, as Stripe sends them again later. */
  waitsUntil(isThere: (tab: Tab) => boolean): Promise<void>
  step(): string
}

/** Sets the scene for one invoice: who acts, on what, through which calls. */
export function setScene<B extends Bank>(invoice: ShopInvoice, bank: B, host: HostApi, staff: HostApi): Scene<B> {
  const { id, currency = 'usd', customer } = invoice
  let steps = 0
  const step = (): string => `${id}-${(steps += 1)}`
  const requests: Scene['requests'] = (payment, amount, reason = 'requested_by_customer', note) =>
    staff.refund(id, { payment: payment.id, amount, reason, ...(note === undefined ? {} : { note }) }, `demo-${step()}`)
  return {
    invoice,
    total: totalOf(invoice),
    bank,
    step,
    async pays({ amount = totalOf(invoice), daysAgo = 0, method = 'stripe_link', card = null }) {
      const paid = await bank.pay(step(), { invoice: id, amount, currency, daysAgo, method, card, customer })
      // Its webhook records it too; recording it here saves waiting for that.
      return host.recordPayment(id, { method: paid.method, charge: paid.charge })
    },
    syncs: () => host.sync(id),
    async waitsUntil(isThere) {
      for (let reads = 0; reads < 200; reads += 1) {
        const tab = await host.readTab(id)
        if (tab !== null && isThere(tab)) return
        await pause(50)
      }
    },
    async records(method, amount, more = {}) {
      await staff.recordPayment(id, { method, amount, ...more }, `demo-${step()}`)
    },
    requests,
    async refunds(payment, amount, reason, note) {
      const row = await requests(payment, amount, reason, note)
      if (row.refund?.id == null) throw new Error(`The refund of invoice ${id} is not known at Stripe yet.`)
      return { row: row.id, refund: row.refund.id }
    },
  }
}
