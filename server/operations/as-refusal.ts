import { Refusal } from '../domain/refusal.ts'
import { DatabaseUnavailable } from '../database/unavailable.ts'
import { LeaseLost } from './charge-lease.ts'
import { StripeUnavailable } from '../stripe/unavailable.ts'

/** What a caller may know of what was thrown: a refusal says its reason; of anything unforeseen nothing is told. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof DatabaseUnavailable) return new Refusal('unavailable')
  return new Refusal(error instanceof StripeUnavailable || error instanceof LeaseLost ? 'stripe_unavailable' : 'internal')
}
