import { html, nothing, type TemplateResult } from 'lit'
import type { Payment } from '../../../server/contract/tab.ts'
import { methodIcon } from '../icons.ts'
import { methodText } from '../payment-text.ts'
import type { View } from '../view.ts'

/** A payment as a label: method, card, date, amount. */
export function originalPayment(payment: Payment, label: string | null, view: View): TemplateResult {
  const { formats } = view
  return html`<div class="original" part="original">
    ${methodIcon(payment.method)}
    <span class="what">
      ${label === null ? nothing : html`<span class="visually-hidden">${label}: </span>`}
      <span>${methodText(payment, view)}</span>
      <span class="second">${formats.dateTime(payment.recordedAt)}</span>
    </span>
    <span class="sum" translate="no">${formats.money(payment.amount, payment.currency)}</span>
  </div>`
}
