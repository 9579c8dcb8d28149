/** What we know of Stripe's objects, as the gateway reads them; amounts in minor units. */
import type { Money } from '../contract/fields.ts'
import type { ChargeId, DisputeId, InvoiceId, RefundId, StoreId } from '../contract/ids.ts'
import type { Reference, RefundStatus } from './refund-statuses.ts'
import type { Movement } from './dispute-funds.ts'

export interface StripeCharge {
  readonly id: ChargeId
  /** Whether it is money: `status` succeeded, and something captured. Of several captures, each is money before the last. */
  readonly isCaptured: boolean
  readonly authorized: number
  /** All captures together; more than was authorized where the card allows over-capture. */
  readonly captured: number
  /** What Stripe counts as refunded; before API 2025-03-31 with the release of an uncaptured remainder in it. */
  readonly amountRefunded: number
  /** Whether it was ever disputed. */
  readonly isDisputed: boolean
  readonly currency: string
  readonly createdAt: Date
  readonly paymentIntent: string | null
  readonly method: 'stripe_link' | 'stripe_terminal'
  /** Interac: Stripe's API can't refund it, the reader must. */
  readonly requiresReader: boolean
  readonly card: { readonly brand: string; readonly last4: string } | null
  /** Stripe's fee, where the balance transaction came along, in the currency of the store's balance. */
  readonly fee: Money | null
  /** Stripe's own receipt. */
  readonly receiptUrl: string | null
  /** Metadata `jeweltrak_invoice`. */
  readonly mark: string | null
  /** The same of its payment intent; undefined where the intent did not come along. */
  readonly intentMark: string | null | undefined
}

export interface StripeRefund {
  readonly id: RefundId
  readonly charge: ChargeId
  readonly amount: number
  readonly currency: string
  readonly status: RefundStatus
  readonly createdAt: Date
  readonly reason: string | null
  readonly pendingReason: string | null
  readonly failureReason: string | null
  readonly reference: Reference
  /** Null where no money moved: a release, or a refund that still waits for its money. */
  readonly balanceTransaction: string | null
  /** Our refund request, by the metadata we gave it. */
  readonly request: string | null
  /** All that our metadata says of it; null where it is not all there. */
  readonly marks: RefundMarks | null
}

/** Who requested a refund, and by which key. */
export interface RefundRequester {
  readonly via: 'widget' | 'host'
  /** The actor's id, at most 200 characters, as the contract has it. */
  readonly actor: string
  /** The digest of the caller's idempotency key: SHA-256, in hex. */
  readonly key: string
  /** Who approved it, by id, where it needed a second person. */
  readonly approvedBy: string | null
}

export interface RefundMarks {
  /** Our refund request. */
  readonly request: string
  readonly store: StoreId
  readonly invoice: InvoiceId
  /** Null for requests that were written before refunds said it: their attempts never do. */
  readonly requester: RefundRequester | null
}

export interface StripeDispute {
  readonly id: DisputeId
  readonly charge: ChargeId
  readonly amount: number
  readonly currency: string
  readonly reason: string
  readonly status: string
  readonly isChargeRefundable: boolean
  readonly openedAt: Date
  /** Null where the bank takes no answer. */
  readonly evidenceDueBy: Date | null
  readonly evidenceSubmitted: boolean
  /** What it moved on the store's balance, in the balance's currency, which need not be the dispute's. */
  readonly movements: readonly Movement[]
  /** Of a card's dispute, such as `chargeback`, `inquiry`, `resolution` or `block`. */
  readonly caseType: string | null
}
