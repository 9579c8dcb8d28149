import { html, nothing, type TemplateResult } from 'lit'
import type { Payment } from '../../server/contract/tab.ts'
import type { View } from './view.ts'

/** How a payment was made: the method, and of a card its brand and last four digits. */
export function methodText({ method, card }: Payment, view: View): TemplateResult {
  return html`${view.messages.common.methods[method]}${card === null ? nothing : html` · ${cardText(card, view)}`}`
}

/** A card by its brand and last four digits, which are read out as such. */
export function cardText({ brand, last4 }: NonNullable<Payment['card']>, view: View): TemplateResult {
  return html`<span class="card-text">${view.messages.common.brands[brand] ?? brand} <span class="last4" aria-hidden="true">•••• ${last4}</span></span><span class="visually-hidden">${view.messages.common.cardEnding(last4)}</span>`
}
