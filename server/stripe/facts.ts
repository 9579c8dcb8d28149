/**
 * What we read from Stripe's objects, and nothing more. One parser for API answers and webhook payloads alike, so that
 * an event of another API version, with members missing or new, reads the same or fails in one place.
 * Amounts are in the currency's minor units.
 */
import * as z from 'zod/mini'
import { currencyCode, expandable, flag, metadata, moment, optionalText, read } from './fields.ts'

const Status = z.catch(z.enum(['pending', 'requires_action', 'succeeded', 'failed', 'canceled']), 'pending')

const Destination = z.nullish(z.looseObject({ type: z.optional(z.string()) }))
const DestinationReference = z.object({ reference: optionalText, reference_status: optionalText, reference_type: optionalText })

const StripeRefund = z.object({
  id: z.string(),
  amount: z.int(),
  currency: currencyCode,
  charge: z.nullish(expandable),
  created: moment,
  // Null only on refunds older than the member.
  status: z.pipe(
    z.nullish(z.string()),
    z.transform((status) => Status.parse(status ?? 'succeeded')),
  ),
  reason: optionalText,
  pending_reason: optionalText,
  failure_reason: optionalText,
  balance_transaction: z.nullish(expandable),
  destination_details: Destination,
  metadata,
})

export interface RefundFacts {
  readonly id: string
  readonly charge: string
  readonly amount: number
  readonly currency: string
  readonly state: 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled'
  readonly createdAt: Date
  readonly reason: string | null
  readonly pendingReason: string | null
  readonly failureReason: string | null
  readonly reference: { readonly type: string | null; readonly value: string | null; readonly status: string | null }
  /** Null where no money moved: a release, or a refund that still waits for its money. */
  readonly balanceTransaction: string | null
  /** Our refund request, by the metadata we gave it. */
  readonly request: string | null
}

const NoCharge = z.object({ charge: z.null() })

/** Whether this is a refund of no charge, such as one from a customer's cash balance. */
export function namesNoCharge(value: unknown): boolean {
  return NoCharge.safeParse(value).success
}

/** Reads a Refund; throws where it is none or names no charge. */
export function parseRefund(value: unknown): RefundFacts {
  const refund = read('refund', StripeRefund, value)
  if (refund.charge == null) throw new Error(`refund ${refund.id} names no charge`)
  const destination = refund.destination_details
  const details = DestinationReference.safeParse(destination?.[destination.type ?? ''])
  const reference = details.success ? details.data : { reference: null, reference_status: null, reference_type: null }
  return {
    id: refund.id,
    charge: refund.charge,
    amount: refund.amount,
    currency: refund.currency,
    state: refund.status,
    createdAt: refund.created,
    reason: refund.reason,
    pendingReason: refund.pending_reason,
    failureReason: refund.failure_reason,
    reference: { type: reference.reference_type, value: reference.reference, status: reference.reference_status },
    balanceTransaction: refund.balance_transaction ?? null,
    request: refund.metadata['jeweltrak_refund_request'] ?? null,
  }
}

const CardDetails = z.object({ brand: optionalText, last4: optionalText })
const PaymentMethodDetails = z.nullish(
  z.object({
    type: z.optional(z.string()),
    card: z.optional(CardDetails),
    card_present: z.optional(CardDetails),
    interac_present: z.optional(CardDetails),
  }),
)

const StripeCharge = z.object({
  id: z.string(),
  amount: z.int(),
  amount_captured: z.int(),
  amount_refunded: z.int(),
  captured: flag,
  disputed: z.optional(flag),
  status: z.string(),
  currency: currencyCode,
  created: moment,
  payment_intent: z.nullish(z.union([z.string(), z.object({ id: z.string(), metadata })])),
  payment_method_details: PaymentMethodDetails,
  balance_transaction: z.nullish(z.union([z.string(), z.object({ id: z.string(), fee: z.int() })])),
  metadata,
})

export interface ChargeFacts {
  readonly id: string
  /** Whether it is money: `status` succeeded, and captured. */
  readonly isMoney: boolean
  readonly authorized: number
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
  /** Stripe's fee, where the balance transaction came along. */
  readonly fee: number | null
  /** Metadata `jeweltrak_invoice`. */
  readonly mark: string | null
  /** The same of its payment intent; undefined where the intent did not come along. */
  readonly intentMark: string | null | undefined
}

/** Reads a Charge; throws where it is none. */
export function parseCharge(value: unknown): ChargeFacts {
  const charge = read('charge', StripeCharge, value)
  const details = charge.payment_method_details
  const intent = charge.payment_intent ?? null
  const card = details?.card ?? details?.card_present ?? details?.interac_present
  return {
    id: charge.id,
    isMoney: charge.status === 'succeeded' && charge.captured,
    authorized: charge.amount,
    captured: charge.amount_captured,
    amountRefunded: charge.amount_refunded,
    isDisputed: charge.disputed ?? false,
    currency: charge.currency,
    createdAt: charge.created,
    paymentIntent: typeof intent === 'string' ? intent : (intent?.id ?? null),
    method: details?.type === 'card_present' || details?.type === 'interac_present' ? 'stripe_terminal' : 'stripe_link',
    requiresReader: details?.type === 'interac_present',
    card: card?.brand != null && card.last4 != null ? { brand: card.brand, last4: card.last4 } : null,
    fee: typeof charge.balance_transaction === 'object' ? (charge.balance_transaction?.fee ?? null) : null,
    mark: charge.metadata['jeweltrak_invoice'] ?? null,
    intentMark: typeof intent === 'string' ? undefined : (intent?.metadata['jeweltrak_invoice'] ?? null),
  }
}

const StripeDispute = z.object({
  id: z.string(),
  charge: expandable,
  amount: z.int(),
  currency: currencyCode,
  reason: z.string(),
  status: z.string(),
  is_charge_refundable: flag,
  created: moment,
  evidence_details: z.nullish(z.object({ due_by: z.nullish(moment), submission_count: z.nullish(z.int()) })),
  balance_transactions: z.nullish(z.array(z.object({ amount: z.int(), fee: z.int() }))),
})

export interface DisputeFacts {
  readonly id: string
  readonly charge: string
  readonly amount: number
  readonly currency: string
  readonly reason: string
  readonly status: string
  readonly isChargeRefundable: boolean
  readonly openedAt: Date
  readonly evidenceDueBy: Date | null
  readonly evidenceSubmitted: boolean
  /** Withdrawn from the store and not given back. */
  readonly withdrawn: number
  readonly fee: number | null
}

/** Reads a Dispute; throws where it is none. */
export function parseDispute(value: unknown): DisputeFacts {
  const dispute = read('dispute', StripeDispute, value)
  const movements = dispute.balance_transactions ?? []
  return {
    id: dispute.id,
    charge: dispute.charge,
    amount: dispute.amount,
    currency: dispute.currency,
    reason: dispute.reason,
    status: dispute.status,
    isChargeRefundable: dispute.is_charge_refundable,
    openedAt: dispute.created,
    evidenceDueBy: dispute.evidence_details?.due_by ?? null,
    evidenceSubmitted: (dispute.evidence_details?.submission_count ?? 0) > 0,
    withdrawn: movements.reduce((withdrawn, movement) => withdrawn - movement.amount, 0),
    fee: movements.length === 0 ? null : movements.reduce((fee, movement) => fee + movement.fee, 0),
  }
}

const StripeSession = z.object({
  id: z.string(),
  client_reference_id: optionalText,
  payment_intent: z.nullish(expandable),
  payment_status: optionalText,
})

export interface SessionFacts {
  readonly id: string
  readonly reference: string | null
  readonly paymentIntent: string | null
}

/** Reads a Checkout Session; throws where it is none. */
export function parseSession(value: unknown): SessionFacts {
  const session = read('checkout session', StripeSession, value)
  return { id: session.id, reference: session.client_reference_id, paymentIntent: session.payment_intent ?? null }
}

const StripeIntent = z.object({ id: z.string(), latest_charge: z.nullish(expandable), metadata })

export interface IntentFacts {
  readonly id: string
  readonly latestCharge: string | null
  readonly mark: string | null
}

/** Reads a Payment Intent; throws where it is none. */
export function parseIntent(value: unknown): IntentFacts {
  const intent = read('payment intent', StripeIntent, value)
  return { id: intent.id, latestCharge: intent.latest_charge ?? null, mark: intent.metadata['jeweltrak_invoice'] ?? null }
}

const StripeEvent = z.object({
  id: z.string(),
  type: z.string(),
  account: optionalText,
  livemode: flag,
  data: z.object({ object: z.looseObject({ id: optionalText, object: optionalText, charge: z.optional(z.unknown()) }) }),
})

export interface EventFacts {
  readonly id: string
  readonly type: string
  /** The connected account, null for the platform's own. */
  readonly account: string | null
  readonly livemode: boolean
  /** The charge that the event is about, where its object names one. */
  readonly charge: string | null
  /** The event's object, to be read by the parser of its kind. */
  readonly object: unknown
}

/** Reads the envelope of an Event; throws where it is none. */
export function parseEvent(value: unknown): EventFacts {
  const event = read('event', StripeEvent, value)
  const object = event.data.object
  const charge = object.object === 'charge' ? object.id : expandable.safeParse(object.charge).data
  return { id: event.id, type: event.type, account: event.account, livemode: event.livemode, charge: charge ?? null, object }
}
