import { html, nothing, type TemplateResult } from 'lit'
import type { WholeView } from '../view.ts'

/** A sum that a dialog is about to change, in minor units; `after` is null while it can’t be computed. */
export interface Change {
  readonly name: string
  readonly before: number
  readonly after: number | null
}

/** What a dialog is about to change, before → after. */
export function beforeAfter(changes: readonly Change[], currency: string, { messages, formats }: WholeView): TemplateResult {
  const after = (
    amount: number,
  ): TemplateResult => html`<span class="arrow" aria-hidden="true">${messages.common.arrow}</span><span class="visually-hidden">${messages.common.becomes}</span>
      <strong>${formats.money(amount, currency)}</strong>`
  return html`<dl class="changes">
    ${changes.map(
      (change) =>
        html`<div>
          <dt>${change.name}</dt>
          <dd translate="no"><span>${formats.money(change.before, currency)}</span> ${change.after === null ? nothing : after(change.after)}</dd>
        </div>`,
    )}
  </dl>`
}

/** Paid and Balance Due when this much more comes in; negative: goes out. */
export function ofInvoice({ tab, messages }: WholeView, comesIn: number | null): Change[] {
  const { paid, balance } = tab.invoice
  return [
    { name: messages.facts.paid, before: paid, after: comesIn === null ? null : paid + comesIn },
    { name: messages.facts.balanceDue, before: balance, after: comesIn === null ? null : balance - comesIn },
  ]
}
