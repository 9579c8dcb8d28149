import { html, nothing, type TemplateResult } from 'lit'
import type { Payment } from '../../server/contract/tab.ts'
import type { View } from '../view.ts'
import { brandName } from './row-words.ts'

/** How a payment was made: the method, and of a card its brand and last four digits. */
export function methodWords({ method, card }: Payment, view: View): TemplateResult {
  return html`${view.words.methods[method]}${card === null ? nothing : html` · ${cardWords(card, view)}`}`
}

/** A card by its brand and last four digits, which are read out as such. */
export function cardWords({ brand, last4 }: NonNullable<Payment['card']>, view: View): TemplateResult {
  return html`${brandName(brand, view)} <span class="last4" aria-hidden="true">•••• ${last4}</span><span class="visually-hidden">${view.words.cardEnding(last4)}</span>`
}
