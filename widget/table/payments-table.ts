import { html, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { View } from '../shared/view.ts'
import { paymentRow, type RowActions } from './payment-row.ts'
import { rowsOf } from './rows.ts'

/**
 * The payments as one plain table. The roles are written out because the narrow layout lays rows out as cards, and
 * some browsers forget what a table is as soon as it isn’t displayed as one. `offered` are the refunds in whose rows a
 * payment by another method is offered.
 */
export function paymentsTable(view: View, offered: ReadonlySet<string>, actions: RowActions): TemplateResult {
  const { messages, tab } = view
  if (tab.payments.length === 0) {
    return html`<div class="empty" part="empty">
      <p class="empty-title">${messages.table.empty.title}</p>
      <p>${messages.table.empty.text}</p>
    </div>`
  }
  const { columns } = messages.table
  return html`<table part="table" role="table">
    <caption class="visually-hidden">${messages.table.payments} ${tab.invoice.number}</caption>
    <thead role="rowgroup">
      <tr role="row">
        <th scope="col" role="columnheader">${columns.date}</th>
        <th scope="col" role="columnheader">${columns.method}</th>
        <th scope="col" role="columnheader">${columns.details}</th>
        <th scope="col" role="columnheader">${columns.status}</th>
        <th scope="col" role="columnheader" class="amount">${columns.amount} <span class="currency">${tab.invoice.currency.toUpperCase()}</span></th>
        <th scope="col" role="columnheader"><span class="visually-hidden">${columns.action}</span></th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${repeat(
        rowsOf(tab),
        ({ payment }) => payment.id,
        (row) => paymentRow(row, view, offered.has(row.payment.id), actions),
      )}
    </tbody>
  </table>`
}

/** What stands in the table’s place until the first tab is here. */
export function tableSkeleton(label: string): TemplateResult {
  const bars = html`<span></span><span></span><span></span>`
  return html`<div class="skeleton" part="loading" role="status">
    <span class="visually-hidden">${label}</span>
    ${[0, 1, 2, 3].map(() => html`<div class="skeleton-row" aria-hidden="true">${bars}</div>`)}
  </div>`
}
