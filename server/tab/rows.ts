/** Rows of the books as the tab and the answers of calls show them. */
import type { PaymentId } from '../contract/ids.ts'
import type { Approval, Dispute, Invoice, Links, Payment, PaymentStatus } from '../contract/tab.ts'
import type { Reader } from '../context/principal.ts'
import { isInquiry, isOpen } from '../domain/disputes.ts'
import { APPROVAL_LASTS, type RequestState } from '../domain/refund-approval.ts'
import { chargeBalance, type ChargeLedger } from '../domain/refundable.ts'
import { bookOffer, chargeOffer, REFUND_OFFER } from '../domain/row-actions.ts'
import type { ChargeRow, DisputeRow, InvoiceRow, PaymentRow, RefundRequestRow } from '../database/schema.ts'

/** A row of the books, or a refund request that has none yet, and what it is shown by. */
export interface ShownRow {
  readonly row: PaymentRow | RefundRequestRow
  /** Its charge; left out on book rows. */
  readonly charge?: ChargeRow | undefined
  /** The charge's ledger, on the charge's own row. */
  readonly ledger?: ChargeLedger | undefined
  /** The row of the charge, on refunds. */
  readonly original?: PaymentId | null
  /** What payouts replaced of it, in minor units, on refunds. */
  readonly paidOut?: number
  /** Where the store is in Stripe's dashboard; left out on book rows. */
  readonly dashboard?: string
  /** Stripe does not accept the store's key, or not for refunds. */
  readonly isKeyRefused?: boolean
}

/** The row as its reader may see it. A book row that was removed counts no more, and nothing can be done with it. */
export function toPayment(booked: ShownRow, reader: Reader): Payment {
  const { row, charge } = booked
  return {
    id: row.id,
    currency: row.currency,
    recordedBy: { name: row.actor_name, via: row.via },
    note: row.note,
    charge: row.charge,
    card: cardOf(charge),
    ...('reserved_at' in row ? ofRequest(row, booked, reader) : { ...ofRow(row), ...ofItsKind(row, booked, reader), approval: null }),
  }
}

type Varying = Omit<Payment, 'id' | 'currency' | 'recordedBy' | 'note' | 'charge' | 'card'>
type OfItsKind = Pick<Payment, 'refundable' | 'refunded' | 'lost' | 'fee' | 'links' | 'action' | 'blockedBy' | 'refund'>

const NO_FIGURES = { refundable: null, refunded: null, lost: null, fee: null, links: null }

function ofRequest(request: RefundRequestRow, booked: ShownRow, reader: Reader): Varying {
  return {
    ...NO_FIGURES,
    ...REFUND_OFFER,
    method: 'stripe_refund',
    amount: -request.amount,
    status: STATUS_OF[request.state] ?? 'canceled',
    recordedAt: request.reserved_at.toISOString(),
    replaces: null,
    refund: {
      ...aroundIt(booked),
      id: null,
      reason: request.reason,
      pendingReason: null,
      failureReason: null,
      reference: null,
    },
    approval: approvalOf(request, reader),
  }
}

/** How the row of a request shows that has no refund; one that was withdrawn or given up counts as nothing. */
const STATUS_OF: Readonly<Partial<Record<RequestState, PaymentStatus>>> = {
  open: 'processing',
  awaiting_approval: 'awaiting_approval',
  declined: 'declined',
  expired: 'declined',
}

function approvalOf(request: RefundRequestRow, reader: Reader): Payment['approval'] {
  const { state, decider_via: via, decider_name: name } = request
  const isWaiting = state === 'awaiting_approval'
  if (!isWaiting && state !== 'declined' && state !== 'expired') return null
  return {
    action: approvalAction(request, reader),
    expiresAt: isWaiting ? new Date(request.reserved_at.getTime() + APPROVAL_LASTS * 1000).toISOString() : null,
    declinedBy: via === null ? null : { name, via },
    declineNote: request.decision_note,
  }
}

function approvalAction({ state, actor_id: requester }: RefundRequestRow, { permissions, actor }: Reader): Approval['action'] {
  if (actor === requester) return state === 'awaiting_approval' ? 'withdraw' : 'dismiss'
  return state === 'awaiting_approval' && permissions.approve ? 'decide' : null
}

function ofRow(row: PaymentRow): Omit<Varying, keyof OfItsKind | 'approval'> {
  return {
    method: row.method,
    amount: row.amount,
    status: row.removed_at === null ? row.status : 'canceled',
    recordedAt: row.recorded_at.toISOString(),
    replaces: row.replaces,
  }
}

function ofItsKind(row: PaymentRow, booked: ShownRow, { permissions }: Reader): OfItsKind {
  if (row.kind === 'refund')
    return { ...NO_FIGURES, ...REFUND_OFFER, links: linksOf(booked, 'refunds', row.refund), refund: refundOf(row, booked) }
  const { charge, ledger, isKeyRefused = false } = booked
  if (row.kind === 'book' || ledger === undefined) {
    const offer = row.removed_at === null ? bookOffer(permissions) : { action: null, blockedBy: null }
    return { ...NO_FIGURES, ...offer, refund: null }
  }
  const balance = chargeBalance(ledger)
  return {
    refundable: balance.refundable,
    refunded: balance.refunded,
    lost: balance.lost,
    fee: feeIn(charge),
    links: linksOf(booked, 'payments', row.charge),
    ...chargeOffer(ledger, balance, permissions, isKeyRefused),
    refund: null,
  }
}

function refundOf(row: PaymentRow, booked: ShownRow): Payment['refund'] {
  const { reference_type: type, reference_value: value, reference_status: status } = row
  return {
    ...aroundIt(booked),
    id: row.refund,
    reason: row.reason,
    pendingReason: row.pending_reason,
    failureReason: row.failure_reason,
    reference: type === null && value === null && status === null ? null : { type, value, status },
  }
}

function aroundIt({ original = null, paidOut = 0 }: ShownRow) {
  return { original, paidOut }
}

/** `id`: Stripe's, of what the row is. The receipt is the charge's. */
function linksOf({ charge, dashboard }: ShownRow, kind: 'payments' | 'refunds', id: string | null): Links | null {
  if (dashboard === undefined || id === null) return null
  return { stripe: `${dashboard}/${kind}/${encodeURIComponent(id)}`, receipt: kind === 'payments' ? (charge?.receipt_url ?? null) : null }
}

function cardOf(charge: ChargeRow | undefined): Payment['card'] {
  return charge?.card_brand != null && charge.card_last4 !== null ? { brand: charge.card_brand, last4: charge.card_last4 } : null
}

function feeIn(row: Pick<ChargeRow | DisputeRow, 'fee' | 'fee_currency'> | undefined): Payment['fee'] {
  return row?.fee != null && row.fee_currency !== null ? { amount: row.fee, currency: row.fee_currency } : null
}

/** `paid`: what its rows add up to, in minor units. */
export function toInvoice(invoice: InvoiceRow, paid: number): Invoice {
  const { id, number, currency, total, status, customer_name: name, customer_email: email } = invoice
  return { id, number, currency, total, paid, balance: total - paid, status, customer: name === null ? null : { name, email } }
}

/** `payment`: the row of its charge. `dashboard`: where the store is in Stripe's dashboard. */
export function toDispute(dispute: DisputeRow, payment: PaymentId | null, dashboard: string): Dispute {
  return {
    id: dispute.id,
    charge: dispute.charge,
    payment,
    amount: dispute.amount,
    currency: dispute.currency,
    reason: dispute.reason,
    status: dispute.status,
    open: isOpen(dispute.status),
    inquiry: isInquiry(dispute.status),
    evidenceDueBy: dispute.evidence_due_by?.toISOString() ?? null,
    evidenceSubmitted: dispute.evidence_submitted,
    evidenceUrl: `${dashboard}/disputes/${encodeURIComponent(dispute.id)}`,
    fee: feeIn(dispute),
    withdrawnAt: dispute.withdrawn_at?.toISOString() ?? null,
    openedAt: dispute.opened_at.toISOString(),
    closedAt: dispute.closed_at?.toISOString() ?? null,
  }
}
