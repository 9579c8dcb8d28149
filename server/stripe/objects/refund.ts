/** What we read of Stripe's Refund, and nothing more. */
import type { ChargeId } from '../../contract/ids.ts'
import { REFUND_STATUSES } from '../../domain/refund-statuses.ts'
import type { StripeRefund } from '../../domain/stripe-facts.ts'
import * as z from 'zod/mini'
import { currencyCode, expandable, metadata, moment, optionalText, read } from './fields.ts'
import { METADATA } from './metadata.ts'
import { readMarks } from './refund-marks.ts'

const Status = z.catch(z.enum(REFUND_STATUSES), 'pending')

const Destination = z.nullish(z.looseObject({ type: z.optional(z.string()) }))
const DestinationReference = z.object({ reference: optionalText, reference_status: optionalText, reference_type: optionalText })

const Schema = z.object({
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

const NoCharge = z.object({ charge: z.null(), payment_intent: z.nullish(z.null()) })

/** Whether this is a refund of no charge, such as one from a customer's cash balance. */
export function namesNoCharge(value: unknown): boolean {
  return NoCharge.safeParse(value).success
}

const OnlyIntent = z.object({ charge: z.nullish(z.null()), payment_intent: expandable })

/** The payment intent of a refund that names it and no charge: the refund is of that intent's charge. Null for any other. */
export function namedIntent(value: unknown): string | null {
  return OnlyIntent.safeParse(value).data?.payment_intent ?? null
}

/** Reads a Refund; throws where it is none or names no charge. `of`: the charge of one that does not name it, where that is known. */
export function parseRefund(value: unknown, of: ChargeId | null = null): StripeRefund {
  const refund = read('refund', Schema, value)
  const charge = refund.charge ?? of
  if (charge == null) throw new Error(`refund ${refund.id} names no charge`)
  const destination = refund.destination_details
  const details = DestinationReference.safeParse(destination?.[destination.type ?? ''])
  const reference = details.success ? details.data : { reference: null, reference_status: null, reference_type: null }
  return {
    id: refund.id,
    charge,
    amount: refund.amount,
    currency: refund.currency,
    status: refund.status,
    createdAt: refund.created,
    reason: refund.reason,
    pendingReason: refund.pending_reason,
    failureReason: refund.failure_reason,
    reference: { type: reference.reference_type, value: reference.reference, status: reference.reference_status },
    balanceTransaction: refund.balance_transaction ?? null,
    request: refund.metadata[METADATA.refundRequest] ?? null,
    marks: readMarks(refund.metadata),
  }
}
