/** Every way a call can be refused: a stable code, its HTTP status and its plain words. */
import * as z from 'zod/mini'
import { Amount } from './fields.ts'

/** In the order in which they are checked; the last four arise at any time. */
export const PROBLEMS = {
  rate_limited: { status: 429, title: 'Too many requests at once. Try again in a moment.' },
  unauthenticated: { status: 401, title: 'The key or token is missing, expired or not valid.' },
  forbidden: { status: 403, title: 'This key or token does not allow that.' },
  payload_too_large: { status: 413, title: 'The request is too large.' },
  unsupported_media_type: { status: 415, title: 'Send the request as application/json.' },
  invalid_request: { status: 400, title: 'The request is not valid.' },
  invalid_signature: { status: 400, title: 'The signature of the webhook is not valid.' },
  not_found: { status: 404, title: 'There is no such thing here.' },
  idempotency_key_reused: { status: 409, title: 'This Idempotency-Key was used for another request.' },
  own_request: { status: 403, title: 'Who asked for a refund can’t decide about it: another person has to.' },
  not_awaiting_approval: { status: 409, title: 'This refund does not wait for approval any more.' },
  stripe_row_not_removable: { status: 409, title: 'Stripe payments and refunds can’t be removed, only refunded.' },
  invoice_voided: { status: 409, title: 'The invoice is voided and takes no more payments.' },
  currency_fixed: { status: 409, title: 'An invoice with payments can’t change its currency.' },
  too_many_rows: { status: 409, title: 'The invoice has 1,000 entries in the books, and takes no more of them.' },
  not_refundable: { status: 422, title: 'Only Stripe payments can be refunded.' },
  charge_disputed: { status: 422, title: 'The payment is disputed and can’t be refunded while the dispute is open.' },
  requires_reader: { status: 422, title: 'Interac payments are refunded at the card reader.' },
  amount_not_positive: { status: 422, title: 'The amount must be more than zero.' },
  amount_exceeds_refundable: { status: 422, title: 'The amount is more than can still be refunded.' },
  exceeds_permission: { status: 403, title: 'The amount is more than you are allowed to give back or remove.' },
  stripe_refused: { status: 422, title: 'Stripe refused this.' },
  stripe_unavailable: { status: 503, title: 'Stripe can’t be reached right now. Try again in a moment.' },
  unavailable: { status: 503, title: 'Payments can’t be reached right now. Send the same request again in a moment.' },
  internal: { status: 500, title: 'Something went wrong on our side. Nothing was lost; try again in a moment.' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof PROBLEMS

/** An error on the wire: `application/problem+json`, RFC 9457. Readers branch on `code`, never on words. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  /** What went wrong this time, in words. */
  detail: z.optional(z.string()),
  code: z.string(),
  requestId: z.string(),
  /** The caller's own trace, where the call named one in `traceparent`. */
  traceId: z.optional(z.string()),
  /** With `amount_exceeds_refundable`: what can still be refunded, in minor units. */
  refundable: z.optional(Amount),
  /** With `exceeds_permission`: what the session may still give back on the invoice, in minor units. */
  refundLeft: z.optional(Amount),
  /** With `stripe_refused`: Stripe's own code, null where it gave none. */
  stripeCode: z.optional(z.nullable(z.string())),
})
export type Problem = z.infer<typeof Problem>
