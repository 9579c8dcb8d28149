import type { Dispute, Payment } from '../../server/contract/tab.ts'
import { isRefundReason } from '../refund/reasons.ts'
import type { Tone } from './status-badge.ts'
import type { View } from '../shared/view.ts'
import type { Row } from './rows.ts'

export interface Label {
  readonly text: string
  readonly tone: Tone
}

/** The status of a row as a badge says it. */
function statusLabel({ status, refund, amount, refunded }: Payment, { messages }: View): Label {
  if (status === 'awaiting_approval' || status === 'declined') return { text: messages.table.status[status], tone: TONES[status] }
  if (refund !== null) {
    const isHeldBack = status === 'pending' && refund.pendingReason === 'insufficient_funds'
    return { text: messages.table.status.refund[status], tone: isHeldBack ? 'amber' : TONES[status] }
  }
  if (status === 'succeeded' && amount < 0) return { text: messages.table.status.paidOut, tone: 'grey' }
  if (status === 'succeeded' && refunded !== null && refunded > 0 && refunded < amount)
    return { text: messages.table.status.partlyRefunded, tone: 'grey' }
  return { text: messages.table.status.payment[status], tone: TONES[status] }
}

const TONES = {
  succeeded: 'grey',
  processing: 'blue',
  pending: 'blue',
  requires_action: 'amber',
  failed: 'red',
  canceled: 'grey',
  awaiting_approval: 'amber',
  declined: 'red',
} as const

/** What a charge’s disputes add to its status: each thing once, so that one that was won never hides another that was lost. */
function disputeLabels(disputes: readonly Dispute[], view: View): Label[] {
  const labels = disputes.map((dispute) => disputeLabel(dispute, view)).filter((label): label is Label => label !== null)
  return labels.filter(({ text }, index) => labels.findIndex((label) => label.text === text) === index)
}

function disputeLabel(dispute: Dispute, { messages }: View): Label | null {
  if (dispute.open)
    return dispute.inquiry ? { text: messages.disputes.inquiry, tone: 'amber' } : { text: messages.disputes.open, tone: 'red' }
  if (dispute.status === 'won') return { text: messages.disputes.won, tone: 'green' }
  return dispute.status === 'lost' ? { text: messages.disputes.lost, tone: 'red' } : null
}

const WORST: readonly Tone[] = ['red', 'amber', 'blue', 'grey', 'green']

/** The badges of a row: the worst truth first, and not that a charge is paid where its money is away. */
export function labelsOf({ payment, disputes }: Row, view: View): Label[] {
  const ofDisputes = disputeLabels(disputes, view).toSorted((one, other) => WORST.indexOf(one.tone) - WORST.indexOf(other.tone))
  const isAway = ofDisputes.some(({ tone }) => tone === 'red')
  const own = statusLabel(payment, view)
  if (!isAway) return ofDisputes.some(({ tone }) => tone === 'amber') ? [...ofDisputes, own] : [own, ...ofDisputes]
  return payment.refunded === 0 ? ofDisputes : [...ofDisputes, own]
}

export interface Details {
  /** The first stands out, the others are quieter. */
  readonly lines: readonly string[]
  /** Whole sentences, on a line of their own. */
  readonly explanation: string | null
}

/** What is worth knowing about a row besides its columns. */
export function detailsOf(row: Row, view: View): Details {
  const { payment } = row
  const explanation = payment.refund === null ? null : whyNotArrived(payment, view.messages)
  return { lines: linesOf(row, view), explanation }
}

function linesOf({ payment, payouts, replaced }: Row, view: View): string[] {
  const { messages, formats } = view
  const { refund, note, refunded, lost, amount, currency } = payment
  return [
    note,
    replaced === null ? null : messages.table.replaces(formats.date(replaced.recordedAt)),
    payouts.length === 0 ? null : paidAnotherWay(payment, payouts, view),
    refund?.reason != null && isRefundReason(refund.reason) ? messages.common.refundReasons[refund.reason] : null,
    refund?.reference?.value == null ? null : messages.table.reference(refund.reference.type, refund.reference.value),
    refunded !== null && refunded > 0 && refunded < amount ? messages.table.refunded(formats.money(refunded, currency)) : null,
    lost !== null && lost > 0 ? messages.table.lostToDispute(formats.money(lost, currency)) : null,
  ].filter((line): line is string => line !== null && line !== '')
}

/** By what a refund that came to nothing was paid out, each method once; with its sum, as long as something of that is left. */
function paidAnotherWay({ amount, currency }: Payment, payouts: readonly Payment[], { messages, formats }: View): string {
  const parts = [...Map.groupBy(payouts, ({ method }) => method)].map(([method, paid]) => ({
    method: messages.common.methods[method],
    amount: paid.reduce((sum, payout) => sum - payout.amount, 0),
  }))
  const written = parts.map((part) => messages.table.paidPart(part.method, formats.money(part.amount, currency)))
  const left = parts.reduce((rest, part) => rest - part.amount, -amount)
  if (left > 0) return messages.table.paidInPart(written, formats.money(-amount, currency))
  return messages.table.paidAnotherWay(parts.length === 1 ? parts.map(({ method }) => method) : written)
}

/** Why a refund has not arrived. */
function whyNotArrived({ status, refund, approval }: Payment, messages: View['messages']): string | null {
  switch (status) {
    case 'pending':
      return messages.table.pendingReason(refund?.pendingReason ?? null)
    case 'requires_action':
      return messages.table.requiresAction
    case 'failed':
      return messages.common.failureReason(refund?.failureReason ?? null)
    case 'declined':
      return declined(approval, messages)
    case 'canceled':
      return messages.table.canceledRefund
    default:
      return null
  }
}

/** By whom it was declined, and why; or that nobody approved it in time. */
function declined(approval: Payment['approval'], { table }: View['messages']): string {
  return [table.declinedBy(approval?.declinedBy?.name ?? null), approval?.declineNote ?? ''].join(' ').trim()
}

/** Who made it; null where only Stripe could have. */
export function madeBy({ recordedBy: { name, via } }: Payment, { messages }: View): string | null {
  if (name !== null) return messages.table.by(name, via)
  return via === 'stripe' ? null : messages.table.via(via)
}
