import { ApiError, LeaseLost, StripeUnavailable } from '../context/errors.ts'
import { DatabaseUnavailable } from '../database/unavailable.ts'

/** What a caller may know of what was thrown: a refusal gives its reason; of anything unforeseen nothing is shown. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof DatabaseUnavailable) return new ApiError('unavailable')
  return new ApiError(error instanceof StripeUnavailable || error instanceof LeaseLost ? 'stripe_unavailable' : 'internal')
}
