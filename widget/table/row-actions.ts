import { html, type TemplateResult } from 'lit'
import type { Payment } from '../../server/contract/tab.ts'
import { isFailedRefund, leftToPayOut } from '../shared/failed-refund.ts'
import type { View } from '../shared/view.ts'
import { statusBadge } from './status-badge.ts'

/** What can be done with a row. */
export interface RowActions {
  refund(payment: Payment): void
  remove(payment: Payment): void
  /** Approve or decline a refund that waits for approval, withdraw it, or take its row away. */
  approval(refund: Payment): void
  /** Give the money of a refund that came to nothing another way. */
  payAnotherWay(refund: Payment): void
  /** Take the money of a refund by another method. */
  recordInstead(refund: Payment): void
  /** Say where the money of a refund is. */
  trace(refund: Payment): void
}

/** The buttons of a row, or why it has none. `offered`: the customer may pay another way after this refund. */
export function rowActions(payment: Payment, offered: boolean, view: View, actions: RowActions): TemplateResult[] {
  return [mainAction(payment, offered, view, actions), isUnderway(payment) ? trace(payment, view, actions) : null].filter(
    (each): each is TemplateResult => each !== null,
  )
}

function mainAction(payment: Payment, offered: boolean, view: View, actions: RowActions): TemplateResult | null {
  const { messages, formats, tab } = view
  if (offered && mayFollow(payment, view)) return offer(payment, view, actions)
  const sum = formats.money(payment.amount, payment.currency)
  const date = formats.date(payment.recordedAt)
  if (payment.action === 'refund') {
    return html`<button type="button" part="refund-button" aria-label=${messages.table.actionNames.refund(sum, date)} @click=${() => actions.refund(payment)}>${messages.table.actions.refund}</button>`
  }
  if (payment.action === 'remove') {
    const name = messages.table.actionNames.remove(messages.common.methods[payment.method], sum, date)
    return html`<button type="button" class="quiet plain" part="remove-button" aria-label=${name} @click=${() => actions.remove(payment)}>${messages.table.actions.remove}</button>`
  }
  const decision = payment.approval?.action ?? null
  if (decision !== null) {
    const word = approvalWord(decision, view)
    return html`<button type="button" part="approval-button" aria-label=${messages.table.actionNames.approval(word, sum, date)} @click=${() => actions.approval(payment)}>${word}</button>`
  }
  const left = leftToPayOut(payment, tab)
  if (left > 0 && tab.permissions.record && tab.invoice.status !== 'voided') {
    const isRest = left < -payment.amount
    const name = isRest
      ? messages.table.actionNames.payRest(formats.money(left, payment.currency), sum, date)
      : messages.table.actionNames.payAnotherWay(sum, date)
    return html`<button type="button" part="pay-button" aria-label=${name} @click=${() => actions.payAnotherWay(payment)}>${isRest ? messages.table.actions.payRest : messages.table.actions.payAnotherWay}</button>`
  }
  if (payment.blockedBy === null || payment.blockedBy === 'permission') return null
  const why = messages.table.blockedBy[payment.blockedBy]
  return payment.blockedBy === 'fully_refunded' ? statusBadge(why, 'grey') : html`<span class="blocked" .textContent=${why}></span>`
}

/** What can be done about a refund that needs a second person, as its button says it. */
export function approvalWord(decision: 'decide' | 'withdraw' | 'dismiss', { messages }: View): string {
  const { review, withdraw } = messages.table.actions
  return decision === 'decide' ? review : decision === 'withdraw' ? withdraw : messages.common.dismiss
}

/** What is offered in the row of a refund, as it is announced; null where nothing is. */
export function offerText(id: string, view: View): string | null {
  const { table } = view.messages
  const refund = view.tab.payments.find((payment) => payment.id === id)
  return refund !== undefined && mayFollow(refund, view) ? `${table.offer} ${table.actions.record(mayBeRecorded(refund, view))}` : null
}

/** What may be recorded in the place of a refund. */
function mayBeRecorded({ amount, currency }: Payment, { formats, tab }: View): string {
  return formats.money(Math.min(-amount, tab.invoice.balance), currency)
}

/** Whether a payment by another method may follow a refund: it went out, something is due, and it may be recorded. */
export function mayFollow(refund: Payment, { tab }: View): boolean {
  return !isFailedRefund(refund) && tab.invoice.balance > 0 && tab.invoice.status !== 'voided' && tab.permissions.record
}

function offer(refund: Payment, view: View, actions: RowActions): TemplateResult {
  const { messages, formats } = view
  const sum = mayBeRecorded(refund, view)
  const name = messages.table.actionNames.record(sum, formats.money(refund.amount, refund.currency))
  return html`<button type="button" part="offer-button" aria-label=${name} @click=${() => actions.recordInstead(refund)}>${messages.table.actions.record(sum)}</button>`
}

/** A refund that Stripe has made and whose money may be on its way. */
function isUnderway({ refund, status }: Payment): boolean {
  return refund?.id != null && (status === 'succeeded' || status === 'pending')
}

function trace(refund: Payment, { messages, formats }: View, actions: RowActions): TemplateResult {
  const name = messages.table.actionNames.trace(formats.money(refund.amount, refund.currency), formats.date(refund.recordedAt))
  return html`<button type="button" class="quiet small" part="trace-button" aria-label=${name} @click=${() => actions.trace(refund)}>${messages.table.actions.trace}</button>`
}
