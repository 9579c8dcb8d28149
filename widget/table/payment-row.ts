import { html, nothing, type TemplateResult } from 'lit'
import type { Payment } from '../../server/contract/tab.ts'
import { methodIcon } from '../shared/icons.ts'
import { statusBadge } from './status-badge.ts'
import { isFailedRefund } from '../shared/failed-refund.ts'
import { leftToPayOut } from '../shared/failed-refund.ts'
import type { View } from '../shared/view.ts'
import { cardText } from '../shared/payment-text.ts'
import { details, disputeLabels, madeBy, statusLabel } from './row-text.ts'
import type { Row } from './rows.ts'

/** The actions of a row. */
export interface RowActions {
  refund(payment: Payment): void
  remove(payment: Payment): void
  /** Give the money of a refund that came to nothing another way. */
  payAnotherWay(refund: Payment): void
}

export function paymentRow(row: Row, view: View, actions: RowActions): TemplateResult {
  const { payment, under, last } = row
  const { messages, formats } = view
  const by = madeBy(payment, view)
  const [first, ...others] = details(row, view)
  const classes = ['row', under === null ? '' : 'under', last ? 'last' : '', isFailedRefund(payment) ? 'void' : '']
    .filter(Boolean)
    .join(' ')
  return html`<tr class=${classes} part="row" role="row" tabindex="-1" data-payment=${payment.id} data-method=${payment.method} data-status=${payment.status}>
    <td class="date" role="cell">
      <time datetime=${payment.recordedAt}>${formats.dateTime(payment.recordedAt)}</time>
      ${by === null ? nothing : html`<span class="second"><bdi>${by}</bdi></span>`}
    </td>
    <td class="method" role="cell">
      ${methodIcon(payment.method)}
      <span class="method-words">
        <span>${messages.common.methods[payment.method]}</span>
        ${payment.card === null ? nothing : html`<span class="second">${cardText(payment.card, view)}</span>`}
      </span>
    </td>
    <td class="details" role="cell">${first === undefined ? nothing : html`<span>${first}</span>`} ${others.map((line) => html`<span class="second">${line}</span>`)}</td>
    <td class="status" role="cell">${badges(row, view)}</td>
    <td class="amount" role="cell">${amount(payment, view)}</td>
    <td class="action" role="cell">${action(row, view, actions)}</td>
  </tr>`
}

function badges({ payment, disputes }: Row, view: View): TemplateResult[] {
  return [statusLabel(payment, view), ...disputeLabels(disputes, view)].map(({ text, tone }) => html`${statusBadge(text, tone)} `)
}

function amount(payment: Payment, { formats }: View): TemplateResult {
  const text = formats.money(payment.amount, payment.currency)
  const tone = payment.amount < 0 ? 'negative' : ''
  return isFailedRefund(payment) ? html`<s class=${tone}>${text}</s>` : html`<span class=${tone}>${text}</span>`
}

function action({ payment }: Row, view: View, actions: RowActions): TemplateResult | typeof nothing {
  const { messages, formats, tab } = view
  const sum = formats.money(payment.amount, payment.currency)
  const date = formats.date(payment.recordedAt)
  if (payment.action === 'refund') {
    return html`<button type="button" part="refund-button" aria-label=${messages.table.actionNames.refund(sum, date)} @click=${() => actions.refund(payment)}>${messages.table.actions.refund}</button>`
  }
  if (payment.action === 'remove') {
    const name = messages.table.actionNames.remove(messages.common.methods[payment.method], sum, date)
    return html`<button type="button" part="remove-button" aria-label=${name} @click=${() => actions.remove(payment)}>${messages.table.actions.remove}</button>`
  }
  const left = leftToPayOut(payment, tab)
  if (left > 0 && tab.permissions.record && tab.invoice.status !== 'voided') {
    const isRest = left < -payment.amount
    const name = isRest
      ? messages.table.actionNames.payRest(formats.money(left, payment.currency), sum, date)
      : messages.table.actionNames.payAnotherWay(sum, date)
    return html`<button type="button" part="pay-button" aria-label=${name} @click=${() => actions.payAnotherWay(payment)}>${isRest ? messages.table.actions.payRest : messages.table.actions.payAnotherWay}</button>`
  }
  if (payment.blockedBy === null || payment.blockedBy === 'permission') return nothing
  const why = messages.table.blockedBy[payment.blockedBy]
  return payment.blockedBy === 'fully_refunded' ? statusBadge(why, 'grey') : html`<span class="blocked">${why}</span>`
}
