import { html, nothing, type TemplateResult } from 'lit'
import { guard } from 'lit/directives/guard.js'
import { repeat } from 'lit/directives/repeat.js'
import type { View } from '../shared/view.ts'
import { paymentRow } from './payment-row.ts'
import type { RowActions } from './row-actions.ts'
import { rowsOf, type Row } from './rows.ts'
import type { TableState } from './table-state.ts'
import { AT_FIRST, SEARCHED_FROM, visibleRows } from './visible-rows.ts'

export interface TableParts {
  readonly state: TableState
  /** The refunds in whose rows a payment by another method is offered. */
  readonly offered: ReadonlySet<string>
  readonly actions: RowActions
  /** What became of a payment, drawn where its thread is unfolded. */
  thread(payment: string): TemplateResult
}

/** The payments, or that there are none. It is drawn again when something that it shows changed, not because time goes on. */
export function paymentsTable(view: View, parts: TableParts): unknown {
  const { tab, messages, formats } = view
  const { all, sought, unfolded } = parts.state
  return guard([tab, messages, formats, parts.offered, all, sought, unfolded], () =>
    tab.payments.length === 0 ? empty(view) : table(view, parts),
  )
}

function empty({ messages, tab }: View): TemplateResult {
  const { title, text } = tab.attention.some(({ code }) => code === 'currency_mismatch')
    ? messages.table.emptyButWaiting
    : messages.table.empty
  return html`<div class="empty" part="empty">
    <p class="empty-title">${title}</p>
    <p>${text}</p>
  </div>`
}

/**
 * One plain table. The roles are written out because it is laid out as a grid, and some browsers forget what a table is as
 * soon as it isn’t displayed as one.
 */
function table(view: View, parts: TableParts): TemplateResult {
  const { messages, tab } = view
  const { state } = parts
  const { columns } = messages.table
  const rows = rowsOf(tab)
  const visible = visibleRows(rows, state.sought, state.all, view)
  return html`${rows.length < SEARCHED_FROM ? nothing : search(rows.length, visible.length, view, state)}
    <table part="table" role="table" aria-label=${messages.table.name(tab.invoice.number)}>
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
          visible,
          ({ payment }) => payment.id,
          (row) => rowWithThread(row, view, parts),
        )}
      </tbody>
    </table>`
}

function rowWithThread(row: Row, view: View, { state, offered, actions, thread }: TableParts): TemplateResult {
  const { id } = row.payment
  const look = { offered: offered.has(id), unfolded: state.unfolded.has(id) }
  return html`${guard(shownBy(row, look, view), () => paymentRow(row, look, view, actions, (payment) => state.toggle(payment)))}
  ${look.unfolded ? html`<tr class="thread-row" role="row"><td role="cell" colspan="6">${thread(id)}</td></tr>` : nothing}`
}

/** All that a row is drawn from. What has not changed in a newer tab is still the same object. */
function shownBy(
  { payment, under, last, payouts, disputes, replaced }: Row,
  { offered, unfolded }: { readonly offered: boolean; readonly unfolded: boolean },
  view: View,
): unknown[] {
  const { messages, formats, tab } = view
  const { record } = tab.permissions
  const around = [under?.id, under?.refundable, last, replaced, offered && tab.invoice.balance, tab.invoice.status, record, unfolded]
  return [payment, ...around, messages, formats, ...payouts, null, ...disputes]
}

function search(total: number, shown: number, { messages }: View, state: TableState): TemplateResult {
  const isAll = state.sought === '' && shown === total
  return html`<div class="search" part="search">
    <input type="search" autocomplete="off" aria-label=${messages.table.search.label} placeholder=${messages.table.search.placeholder} .value=${state.sought} @input=${(event: InputEvent & { currentTarget: HTMLInputElement }) => state.seek(event.currentTarget.value)} />
    <span role="status">${isAll ? '' : state.sought === '' ? messages.table.search.newest(shown, total) : messages.table.search.found(shown)}</span>
    ${state.sought === '' && total > AT_FIRST && !isAll ? html`<button type="button" class="small" part="show-all-button" @click=${() => state.showAll()}>${messages.table.search.all(total)}</button>` : nothing}
  </div>`
}

/** What stands in the table’s place until the first tab is here, about as high as a tab of few rows. */
export function tableSkeleton(label: string): TemplateResult {
  const bars = html`<span></span><span></span><span></span>`
  return html`<div class="skeleton" part="loading" role="status">
    <span class="visually-hidden">${label}</span>
    <div class="skeleton-facts" aria-hidden="true">${bars}</div>
    <div class="skeleton-head" aria-hidden="true"></div>
    ${[0, 1, 2, 3].map(() => html`<div class="skeleton-row" aria-hidden="true">${bars}</div>`)}
  </div>`
}
