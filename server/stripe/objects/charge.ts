/** What we read of Stripe's Charge, and nothing more. */
import type { StripeCharge } from '../../domain/stripe-facts.ts'
import * as z from 'zod/mini'
import { currencyCode, flag, metadata, moment, optionalText, read } from './fields.ts'

const CardDetails = z.object({ brand: optionalText, last4: optionalText })
const PaymentMethodDetails = z.nullish(
  z.object({
    type: z.optional(z.string()),
    card: z.optional(CardDetails),
    card_present: z.optional(CardDetails),
    interac_present: z.optional(CardDetails),
  }),
)

const Schema = z.object({
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
  balance_transaction: z.nullish(z.union([z.string(), z.object({ id: z.string(), fee: z.int(), currency: currencyCode })])),
  metadata,
})

/** Reads a Charge; throws where it is none. */
export function parseCharge(value: unknown): StripeCharge {
  const charge = read('charge', Schema, value)
  const details = charge.payment_method_details
  const intent = charge.payment_intent ?? null
  const movement = typeof charge.balance_transaction === 'object' ? (charge.balance_transaction ?? null) : null
  const card = details?.card ?? details?.card_present ?? details?.interac_present
  return {
    id: charge.id,
    isCaptured: charge.status === 'succeeded' && charge.captured,
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
    fee: movement === null ? null : { amount: movement.fee, currency: movement.currency },
    mark: charge.metadata['jeweltrak_invoice'] ?? null,
    intentMark: typeof intent === 'string' ? undefined : (intent?.metadata['jeweltrak_invoice'] ?? null),
  }
}
