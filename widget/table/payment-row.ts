import { html, nothing, type TemplateResult } from 'lit'
import type { Payment } from '../../server/contract/tab.ts'
import { methodIcon } from '../shared/icons.ts'
import { statusBadge } from './status-badge.ts'
import { isFailedRefund, leftToPayOut } from '../shared/failed-refund.ts'
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
  /** Take the money of a refund by another method. */
  recordInstead(refund: Payment): void
}

/** One payment. `offered`: it is a refund that was made here, and the customer may pay another way now. */
export function paymentRow(row: Row, view: View, offered: boolean, actions: RowActions): TemplateResult {
  const { payment, under, last } = row
  const { messages, formats } = view
  const by = madeBy(payment, view)
  const [first, ...others] = details(row, view)
  const isOffered = offered && mayFollow(payment, view)
  const classes = ['row', under === null ? '' : 'under', last ? 'last' : '', isFailedRefund(payment) ? 'void' : '']
    .filter(Boolean)
    .join(' ')
  return html`<tr class=${classes} part="row" role="row" tabindex="-1" data-payment=${payment.id} data-method=${payment.method} data-status=${payment.status}>
    <td class="date" role="cell">
      <time translate="no" datetime=${payment.recordedAt}>${formats.dateTime(payment.recordedAt)}</time>
      ${by === null ? nothing : html`<span class="second"><bdi translate="no">${by}</bdi></span>`}
    </td>
    <td class="method" role="cell">
      ${methodIcon(payment.method)}
      <span class="method-words">
        <span>${messages.common.methods[payment.method]}</span>
        ${payment.card === null ? nothing : html`<span class="second">${cardText(payment.card, view)}</span>`}
      </span>
    </td>
    <td class="details" role="cell">${first === undefined ? nothing : html`<span .textContent=${first}></span>`} ${others.map((line) => html`<span class="second" .textContent=${line}></span>`)} ${isOffered ? html`<span class="second">${messages.table.offer}</span>` : nothing}</td>
    <td class="status" role="cell">${badges(row, view)}</td>
    <td class="amount" role="cell" translate="no">${amount(payment, view)}</td>
    <td class="action" role="cell">${isOffered ? offer(payment, view, actions) : action(row, view, actions)}</td>
  </tr>`
}

/** Whether a payment by another method may follow a refund: it went out, something is due, and it may be recorded. */
function mayFollow(refund: Payment, { tab }: View): boolean {
  return !isFailedRefund(refund) && tab.invoice.balance > 0 && tab.invoice.status !== 'voided' && tab.permissions.record
}

/** What may be recorded in the place of a refund. */
function mayBeRecorded({ amount, currency }: Payment, { formats, tab }: View): string {
  return formats.money(Math.min(-amount, tab.invoice.balance), currency)
}

/** What is offered in the row of a refund, as it is announced; null where nothing is. */
export function offerText(refund: Payment, view: View): string | null {
  const { table } = view.messages
  return mayFollow(refund, view) ? `${table.offer} ${table.actions.record(mayBeRecorded(refund, view))}` : null
}

function offer(refund: Payment, view: View, actions: RowActions): TemplateResult {
  const { messages, formats } = view
  const sum = mayBeRecorded(refund, view)
  const name = messages.table.actionNames.record(sum, formats.money(refund.amount, refund.currency))
  return html`<button type="button" part="offer-button" aria-label=${name} @click=${() => actions.recordInstead(refund)}>${messages.table.actions.record(sum)}</button>`
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
  return payment.blockedBy === 'fully_refunded' ? statusBadge(why, 'grey') : html`<span class="blocked" .textContent=${why}></span>`
}
