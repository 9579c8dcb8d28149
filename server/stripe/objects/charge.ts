/** What we read of Stripe's Charge, and nothing more. */
import type { Money } from '../../contract/fields.ts'
import type { StripeCharge } from '../../domain/stripe-facts.ts'
import * as z from 'zod/mini'
import { currencyCode, flag, metadata, moment, optionalText, read } from './fields.ts'
import { METADATA } from './metadata.ts'

const CardDetails = z.nullish(z.object({ brand: optionalText, last4: optionalText }))
const PaymentMethodDetails = z.nullable(
  z.object({ type: optionalText, card: CardDetails, card_present: CardDetails, interac_present: CardDetails }),
)

const Schema = z.object({
  id: z.string(),
  amount: z.int(),
  amount_captured: z.int(),
  amount_refunded: z.int(),
  disputed: z.optional(flag),
  status: z.string(),
  currency: currencyCode,
  created: moment,
  payment_intent: z.nullish(z.union([z.string(), z.object({ id: z.string(), metadata })])),
  payment_method_details: PaymentMethodDetails,
  receipt_url: optionalText,
  balance_transaction: z.nullish(
    z.union([z.string(), z.object({ id: z.string(), amount: z.int(), fee: z.int(), currency: currencyCode })]),
  ),
  // Where this is missing it is not known whether the charge has a mark.
  metadata: z.nullable(z.record(z.string(), z.string())),
})

/** Reads a Charge; throws where it is none, or lacks what is needed, as in a payload of an older API version. */
export function parseCharge(value: unknown): StripeCharge {
  const charge = read('charge', Schema, value)
  const details = charge.payment_method_details
  const intent = charge.payment_intent ?? null
  const movement = typeof charge.balance_transaction === 'object' ? (charge.balance_transaction ?? null) : null
  const card = details?.card ?? details?.card_present ?? details?.interac_present
  return {
    id: charge.id,
    isCaptured: charge.status === 'succeeded' && charge.amount_captured > 0,
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
    fee: feeOf(movement, charge),
    receiptUrl: charge.receipt_url,
    mark: charge.metadata?.[METADATA.invoice] ?? null,
    intentMark: typeof intent === 'string' ? undefined : (intent?.metadata[METADATA.invoice] ?? null),
  }
}

/** Of several captures each has a movement and a fee of its own, and a charge names only the last: then its fee is not known. */
function feeOf(
  movement: { readonly amount: number; readonly fee: number; readonly currency: string } | null,
  charge: { readonly amount_captured: number; readonly currency: string },
): Money | null {
  if (movement === null || (movement.currency === charge.currency && movement.amount !== charge.amount_captured)) return null
  return { amount: movement.fee, currency: movement.currency }
}
