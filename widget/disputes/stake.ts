import { html, nothing, type TemplateResult } from 'lit'
import type { Dispute } from '../../server/contract/tab.ts'
import type { View } from '../shared/view.ts'

/** A dispute in money: what was refunded already, Stripe’s fee, what is at stake, and since when the money is away. */
export function stake(dispute: Dispute, view: View): TemplateResult {
  const { messages, formats, tab } = view
  const { stake: words } = messages.disputes
  const payment = tab.payments.find(({ id }) => id === dispute.payment)
  const { fee } = dispute
  const hasFee = fee !== null && fee.amount > 0
  const entry = (name: string, value: string): TemplateResult => html`<div><dt>${name}</dt> <dd translate="no">${value}</dd></div>`
  return html`<dl class="stake">
      ${payment !== undefined && (payment.refunded ?? 0) > 0 ? entry(words.refunded, formats.money(payment.refunded ?? 0, payment.currency)) : nothing}
      ${hasFee ? entry(words.fee, formats.money(fee.amount, fee.currency)) : nothing}
      ${dispute.inquiry ? nothing : entry(words.atStake, atStake(dispute, view))}
      ${dispute.withdrawnAt === null ? nothing : entry(words.awaySince, formats.date(dispute.withdrawnAt))}
    </dl>
    ${dispute.inquiry && (payment?.refundable ?? 0) > 0 ? html`<p>${words.fullRefund}</p>` : nothing}`
}

/** What is gone when the dispute is lost. The fee is in the currency of the store’s balance, which need not be the payment’s. */
function atStake({ amount, currency, fee }: Dispute, { formats }: View): string {
  if (fee === null || fee.amount <= 0) return formats.money(amount, currency)
  if (fee.currency === currency) return formats.money(amount + fee.amount, currency)
  return `${formats.money(amount, currency)} + ${formats.money(fee.amount, fee.currency)}`
}
