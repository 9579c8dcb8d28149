/** What we read of Stripe's Checkout Session, and nothing more. */
import * as z from 'zod/mini'
import { expandable, metadata, optionalText, read } from './fields.ts'
import { METADATA } from './metadata.ts'

const StripeSession = z.object({
  id: z.string(),
  client_reference_id: optionalText,
  payment_intent: z.nullish(expandable),
  metadata,
})

export interface SessionFacts {
  readonly id: string
  /** Metadata `jeweltrak_invoice`: the session's own, or copied from its Payment Link. */
  readonly mark: string | null
  /** The `client_reference_id`. */
  readonly reference: string | null
  readonly paymentIntent: string | null
}

/** Reads a Checkout Session; throws where it is none. */
export function parseSession(value: unknown): SessionFacts {
  const session = read('checkout session', StripeSession, value)
  return {
    id: session.id,
    mark: session.metadata[METADATA.invoice] ?? null,
    reference: session.client_reference_id,
    paymentIntent: session.payment_intent ?? null,
  }
}
