import { html, nothing, type TemplateResult } from 'lit'
import type { Payment } from '../../server/contract/tab.ts'
import { safeLink, type WholeView } from '../shared/view.ts'

/** What a refund costs and can’t do: it is final, Stripe keeps its fee, and items come back elsewhere. */
export function consequences({ fee }: Payment, returnsUrl: string, { messages, formats }: WholeView): TemplateResult {
  const link = safeLink(returnsUrl)
  const cost = fee === null || fee.amount <= 0 ? null : messages.refund.fee(formats.money(fee.amount, fee.currency))
  return html`<p class="muted"><span class="final">${messages.refund.final} ${cost === null ? nothing : cost}</span> ${messages.refund.moneyOnly} ${link === null ? nothing : html`<a href=${link}>${messages.refund.returnsLink}</a>`}</p>`
}
