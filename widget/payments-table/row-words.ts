import type { Dispute, Payment } from '../../server/contract/tab.ts'
import { isRefundReason } from '../refund/reasons.ts'
import type { Tone } from '../status-badge/status-badge.ts'
import type { View } from '../view.ts'
import type { Row } from './rows.ts'

export interface Label {
  readonly text: string
  readonly tone: Tone
}

/** The status of a row as a badge says it. */
export function statusLabel({ status, refund, amount, refunded }: Payment, { words }: View): Label {
  if (refund !== null) {
    const held = status === 'pending' && refund.pendingReason === 'insufficient_funds'
    return { text: words.status.refund[status], tone: held ? 'amber' : TONES[status] }
  }
  if (status === 'succeeded' && amount < 0) return { text: words.status.paidOut, tone: 'grey' }
  if (status === 'succeeded' && refunded !== null && refunded > 0 && refunded < amount)
    return { text: words.status.partlyRefunded, tone: 'grey' }
  return { text: words.status.payment[status], tone: TONES[status] }
}

const TONES = { succeeded: 'grey', processing: 'blue', pending: 'blue', requires_action: 'amber', failed: 'red', canceled: 'grey' } as const

/** What a charge’s disputes add beside its status: each thing once, so that one that was won never hides another that was lost. */
export function disputeLabels(disputes: readonly Dispute[], view: View): Label[] {
  const labels = disputes.map((dispute) => disputeLabel(dispute, view)).filter((label): label is Label => label !== null)
  return labels.filter(({ text }, index) => labels.findIndex((label) => label.text === text) === index)
}

function disputeLabel(dispute: Dispute, { words }: View): Label | null {
  if (dispute.open) return dispute.inquiry ? { text: words.dispute.inquiry, tone: 'amber' } : { text: words.dispute.open, tone: 'red' }
  if (dispute.status === 'won') return { text: words.dispute.won, tone: 'green' }
  return dispute.status === 'lost' ? { text: words.dispute.lost, tone: 'red' } : null
}

/** What is worth knowing about a row besides its columns: the first line stands out, the others are quieter. */
export function details({ payment, payouts }: Row, view: View): string[] {
  const { words, formats, tab } = view
  const { refund, note, replaces, refunded, lost, amount, currency } = payment
  const replaced = replaces === null ? undefined : tab.payments.find(({ id }) => id === replaces)
  return [
    note,
    replaced === undefined ? null : words.replaces(formats.date(replaced.recordedAt)),
    payouts.length === 0 ? null : paidAnotherWay(payment, payouts, view),
    refund === null ? null : whatHolds(payment, words),
    refund?.reason != null && isRefundReason(refund.reason) ? words.refundReasons[refund.reason] : null,
    refund?.reference?.value == null ? null : words.reference(refund.reference.type, refund.reference.value),
    refunded !== null && refunded > 0 && refunded < amount ? words.refunded(formats.money(refunded, currency)) : null,
    lost !== null && lost > 0 ? words.lostToDispute(formats.money(lost, currency)) : null,
  ].filter((line): line is string => line !== null && line !== '')
}

/** By what a refund that came to nothing was paid out, each method once; with its sum, as long as something of that is left. */
function paidAnotherWay({ amount, currency }: Payment, payouts: readonly Payment[], { words, formats }: View): string {
  const parts = [...Map.groupBy(payouts, ({ method }) => method)].map(([method, paid]) => ({
    method: words.methods[method],
    amount: paid.reduce((sum, payout) => sum - payout.amount, 0),
  }))
  const written = parts.map((part) => words.paidPart(part.method, formats.money(part.amount, currency)))
  const left = parts.reduce((rest, part) => rest - part.amount, -amount)
  if (left > 0) return words.paidInPart(written, formats.money(-amount, currency))
  return words.paidAnotherWay(parts.length === 1 ? parts.map(({ method }) => method) : written)
}

/** Why a refund has not arrived. */
function whatHolds({ status, refund }: Payment, words: View['words']): string | null {
  switch (status) {
    case 'pending':
      return words.pendingReason(refund?.pendingReason ?? null)
    case 'requires_action':
      return words.requiresAction
    case 'failed':
      return words.failureReason(refund?.failureReason ?? null)
    case 'canceled':
      return words.canceledRefund
    default:
      return null
  }
}

/** Who made it; null where only Stripe could have. */
export function madeBy({ recordedBy: { name, via } }: Payment, { words }: View): string | null {
  if (name !== null) return words.by(name, via)
  return via === 'stripe' ? null : words.via(via)
}

export function brandName(brand: string, { words }: View): string {
  return words.brands[brand] ?? brand
}
