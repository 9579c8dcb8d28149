import { html, nothing, type TemplateResult } from 'lit'
import type { Payment } from '../../server/contract/tab.ts'
import { beforeAfter, ofInvoice } from '../shared/fields/before-after.ts'
import type { WholeView } from '../shared/view.ts'

/** What can be refunded now where that is less than was paid, and what is left of what this person may refund. */
export function refundableLines(
  { amount, lost, refundable, currency }: Payment,
  locked: boolean,
  { messages, formats, tab }: WholeView,
): TemplateResult {
  const prior = amount - (lost ?? 0) > (refundable ?? 0) && !locked
  const { refundLeft } = tab.permissions
  return html`<div id="refundable">
    ${prior ? html`<p class="amber-line" part="refundable">${messages.refund.refundableNow(formats.money(refundable ?? 0, currency))}</p>` : nothing}
    ${refundLeft === null || locked ? nothing : html`<p class="muted limit">${messages.refund.limit(formats.money(refundLeft, currency))}</p>`}
  </div>`
}

/** What the refund changes, before → after; `amount` is null while none can be read. */
export function refundChanges({ refundable, currency }: Payment, amount: number | null, view: WholeView): TemplateResult {
  const before = refundable ?? 0
  const left = { name: view.messages.refund.refundable, before, after: amount === null ? null : before - amount }
  return beforeAfter([...ofInvoice(view, amount === null ? null : -amount), left], currency, view)
}
