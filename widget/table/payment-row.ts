import { html, nothing, type TemplateResult } from 'lit'
import type { Payment } from '../../server/contract/tab.ts'
import { isVoid } from '../shared/failed-refund.ts'
import { chevronIcon, methodIcon } from '../shared/icons.ts'
import { cardText } from '../shared/payment-text.ts'
import type { View } from '../shared/view.ts'
import { mayFollow, rowActions, type RowActions } from './row-actions.ts'
import { detailsOf, labelsOf, madeBy } from './row-text.ts'
import type { Row } from './rows.ts'
import { statusBadge } from './status-badge.ts'

/** How a row is shown besides what it says. */
export interface RowLook {
  /** It is a refund that was made here, and the customer may pay another way now. */
  readonly offered: boolean
  /** Its thread is unfolded under it. */
  readonly unfolded: boolean
}

/** One payment. `toggle` unfolds the thread of a charge. */
export function paymentRow(
  row: Row,
  { offered, unfolded }: RowLook,
  view: View,
  actions: RowActions,
  toggle: (payment: string) => void,
): TemplateResult {
  const { payment, under, last } = row
  const { messages, formats } = view
  const by = madeBy(payment, view)
  const isOffered = offered && mayFollow(payment, view)
  const { lines, explanation } = detailsOf(row, view)
  const [first, ...others] = isOffered ? [...lines, messages.table.offer] : lines
  const classes = [
    'row',
    under === null ? '' : 'under',
    last ? 'last' : '',
    isVoid(payment) ? 'void' : '',
    explanation === null ? '' : 'explained',
  ]
    .filter(Boolean)
    .join(' ')
  return html`<tr class=${classes} part="row" role="row" tabindex="-1" data-payment=${payment.id} data-method=${payment.method} data-status=${payment.status}>
    <td class="date" role="cell">
      ${payment.charge === null || under !== null ? nothing : unfold(payment, unfolded, view, toggle)}
      <time translate="no" datetime=${payment.recordedAt}>${formats.date(payment.recordedAt)}</time>
      <span class="second" translate="no">${formats.time(payment.recordedAt)}${by === null ? nothing : html` · <bdi>${by}</bdi>`}</span>
    </td>
    <td class="method" role="cell">
      ${methodIcon(payment.method)}
      <span class="method-words">
        <span>${messages.common.methods[payment.method]}</span>
        ${payment.card === null ? nothing : html`<span class="second">${cardText(payment.card, view)}</span>`}
      </span>
    </td>
    <td class="details" role="cell">
      ${first === undefined ? nothing : html`<span class="lines"><span .textContent=${first}></span>${others.map((line) => html` <span class="second" .textContent=${line}></span>`)}</span>`}
      ${explanation === null ? nothing : html`<span class="explanation" .textContent=${explanation}></span>`}
    </td>
    <td class="status" role="cell">${labelsOf(row, view).map(({ text, tone }) => html`${statusBadge(text, tone)} `)}</td>
    <td class="amount" role="cell" translate="no">${amount(payment, view)}</td>
    <td class="action" role="cell">${rowActions(payment, offered, view, actions).map((each) => html`${each} `)}</td>
  </tr>`
}

function unfold(payment: Payment, unfolded: boolean, { messages, formats }: View, toggle: (payment: string) => void): TemplateResult {
  const name = messages.table.actionNames.thread(formats.money(payment.amount, payment.currency), formats.date(payment.recordedAt))
  return html`<button type="button" class="quiet unfold" part="thread-button" aria-expanded=${String(unfolded)} aria-label=${name} @click=${() => toggle(payment.id)}>${chevronIcon}</button>`
}

function amount(payment: Payment, { formats }: View): TemplateResult {
  const text = formats.money(payment.amount, payment.currency)
  const tone = payment.amount < 0 ? 'negative' : ''
  return isVoid(payment) ? html`<s class=${tone}>${text}</s>` : html`<span class=${tone}>${text}</span>`
}
