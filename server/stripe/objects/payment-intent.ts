/** What we read of Stripe's Payment Intent, and nothing more. */
import * as z from 'zod/mini'
import { expandable, metadata, read } from './fields.ts'
import { METADATA } from './metadata.ts'

const StripeIntent = z.object({ id: z.string(), latest_charge: z.nullish(expandable), metadata })

export interface IntentFacts {
  readonly id: string
  readonly latestCharge: string | null
  readonly mark: string | null
}

/** Reads a Payment Intent; throws where it is none. */
export function parseIntent(value: unknown): IntentFacts {
  const intent = read('payment intent', StripeIntent, value)
  return { id: intent.id, latestCharge: intent.latest_charge ?? null, mark: intent.metadata[METADATA.invoice] ?? null }
}
