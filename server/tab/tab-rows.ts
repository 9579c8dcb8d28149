/** Rows of the books as the tab shows them. */
import type { PaymentId } from '../contract/ids.ts'
import type { Dispute, Payment, Permissions } from '../contract/tab.ts'
import { isInquiry, isOpen } from '../domain/disputes.ts'
import { chargeBalance } from '../domain/refundable.ts'
import { bookOffer, chargeOffer, REFUND_OFFER } from '../domain/row-actions.ts'
import type { Ledger } from '../database/charge-ledgers.ts'
import type { ChargeRow, DisputeRow, PaymentRow, RefundRequestRow } from '../database/schema.ts'

export interface Books {
  readonly rows: readonly PaymentRow[]
  readonly charges: readonly ChargeRow[]
  /** Those that are open: their refunds are not known yet. */
  readonly requests: readonly RefundRequestRow[]
  readonly ledgers: ReadonlyMap<string, Ledger>
  readonly permissions: Permissions
  /** Stripe does not accept the store's key. */
  readonly keyRefused: boolean
}

/** All rows by the time they were recorded, then by id. */
export function rowsOf(books: Books): Payment[] {
  const charges = new Map(books.charges.map((charge) => [charge.id, charge]))
  const originals = new Map(
    books.rows.flatMap((row) => (row.kind === 'charge' && row.charge !== null ? [[row.charge, row.id] as const] : [])),
  )
  const paidOut = paidOutOf(books.rows)
  const settled = books.rows.map((row) => ({ ...common(row, charges.get(row.charge ?? '')), ...ofItsKind(row, books, originals, paidOut) }))
  const underway = books.requests.map((request) =>
    processingRow(request, charges.get(request.charge), originals.get(request.charge) ?? null),
  )
  return [...settled, ...underway].toSorted(
    (one, other) => Date.parse(one.recordedAt) - Date.parse(other.recordedAt) || (one.id < other.id ? -1 : 1),
  )
}

/** What payouts replaced of each refund, by the refund's row. */
function paidOutOf(rows: readonly PaymentRow[]): ReadonlyMap<string, number> {
  const paidOut = new Map<string, number>()
  for (const { replaces, amount } of rows) if (replaces !== null) paidOut.set(replaces, (paidOut.get(replaces) ?? 0) - amount)
  return paidOut
}

type OfItsKind = Pick<Payment, 'refundable' | 'refunded' | 'lost' | 'fee' | 'action' | 'blockedBy' | 'refund'>

const NO_FIGURES = { refundable: null, refunded: null, lost: null, fee: null }

function ofItsKind(row: PaymentRow, books: Books, originals: ReadonlyMap<string, string>, paidOut: ReadonlyMap<string, number>): OfItsKind {
  if (row.kind === 'refund')
    return { ...NO_FIGURES, ...REFUND_OFFER, refund: refundOf(row, originals.get(row.charge ?? '') ?? null, paidOut.get(row.id) ?? 0) }
  const ledger = books.ledgers.get(row.charge ?? '')
  if (row.kind === 'book' || ledger === undefined) return { ...NO_FIGURES, ...bookOffer(books.permissions), refund: null }
  const standing = chargeBalance(ledger)
  return {
    refundable: standing.refundable,
    refunded: standing.refunded,
    lost: standing.lost,
    fee: feeIn(books.charges.find((charge) => charge.id === row.charge)),
    ...chargeOffer(ledger, standing, books.permissions, books.keyRefused),
    refund: null,
  }
}

function common(row: PaymentRow, charge: ChargeRow | undefined): Omit<Payment, keyof OfItsKind> {
  return {
    id: row.id,
    method: row.method,
    amount: row.amount,
    currency: row.currency,
    status: row.status,
    recordedAt: row.recorded_at.toISOString(),
    recordedBy: { name: row.actor_name, via: row.via },
    note: row.note,
    replaces: row.replaces,
    charge: row.charge,
    card: cardOf(charge),
  }
}

function refundOf(row: PaymentRow, original: PaymentId | null, paidOut: number): Payment['refund'] {
  const { reference_type: type, reference_value: value, reference_status: status } = row
  const reference = type === null && value === null && status === null ? null : { type, value, status }
  return {
    id: row.refund,
    original,
    reason: row.reason,
    status: row.status,
    pendingReason: row.pending_reason,
    failureReason: row.failure_reason,
    paidOut,
    reference,
  }
}

/** A book entry that was removed, for who asks what became of it: it counts no more, and nothing can be done with it. */
export function removedRow(row: PaymentRow): Payment {
  return { ...common(row, undefined), ...NO_FIGURES, status: 'canceled', action: null, blockedBy: null, refund: null }
}

function processingRow(request: RefundRequestRow, charge: ChargeRow | undefined, original: PaymentId | null): Payment {
  return {
    ...NO_FIGURES,
    ...REFUND_OFFER,
    id: request.id,
    method: 'stripe_refund',
    amount: -request.amount,
    currency: request.currency,
    status: 'processing',
    recordedAt: request.reserved_at.toISOString(),
    recordedBy: { name: request.actor_name, via: request.via },
    note: request.note,
    replaces: null,
    charge: request.charge,
    card: cardOf(charge),
    refund: {
      id: null,
      original,
      reason: request.reason,
      status: 'processing',
      pendingReason: null,
      failureReason: null,
      paidOut: 0,
      reference: null,
    },
  }
}

function cardOf(charge: ChargeRow | undefined): Payment['card'] {
  return charge?.card_brand != null && charge.card_last4 !== null ? { brand: charge.card_brand, last4: charge.card_last4 } : null
}

function feeIn(row: Pick<ChargeRow | DisputeRow, 'fee' | 'fee_currency'> | undefined): Payment['fee'] {
  return row?.fee != null && row.fee_currency !== null ? { amount: row.fee, currency: row.fee_currency } : null
}

/** `evidence`: where disputes are in Stripe's dashboard. */
export function disputeOf(dispute: DisputeRow, payment: PaymentId | null, evidence: string): Dispute {
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
    evidenceUrl: `${evidence}/${encodeURIComponent(dispute.id)}`,
    fee: feeIn(dispute),
    openedAt: dispute.opened_at.toISOString(),
    closedAt: dispute.closed_at?.toISOString() ?? null,
  }
}
