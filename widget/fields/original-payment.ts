import { html, nothing, type TemplateResult } from 'lit'
import type { Payment } from '../../server/contract/tab.ts'
import { methodIcon } from '../icons/icons.ts'
import { brandName } from '../payments-table/row-words.ts'
import type { View } from '../view.ts'

/** A payment as a label: method, card, date, amount. */
export function originalPayment({ method, card, recordedAt, amount, currency }: Payment, label: string | null, view: View): TemplateResult {
  const { words, formats } = view
  return html`<div class="original" part="original">
    ${methodIcon(method)}
    <span class="what">
      ${label === null ? nothing : html`<span class="visually-hidden">${label}: </span>`}
      <span>${words.methods[method]}${card === null ? nothing : html` · ${brandName(card.brand, view)} <span class="last4" aria-hidden="true">•••• ${card.last4}</span><span class="visually-hidden">${words.cardEnding(card.last4)}</span>`}</span>
      <span class="second">${formats.dateTime(recordedAt)}</span>
    </span>
    <span class="sum">${formats.money(amount, currency)}</span>
  </div>`
}
