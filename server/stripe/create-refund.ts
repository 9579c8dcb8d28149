import type { ChargeId } from '../contract/ids.ts'
import Stripe from 'stripe'
import { parseRefund } from './objects/refund.ts'
import type { StripeRefund, RefundMarks } from '../domain/stripe-facts.ts'
import { isFromStripe, reading } from './read.ts'
import { writeMarks } from './objects/refund-marks.ts'

/** A refund to request: always the same parameters for one refund request, at every attempt. */
export interface RefundParams {
  readonly charge: ChargeId
  /** In minor units, positive. */
  readonly amount: number
  readonly reason: 'requested_by_customer' | 'duplicate' | 'fraudulent'
  readonly marks: RefundMarks
}

/** What came back. `lost`: nothing did, or nothing that can be read; Stripe may have acted. */
export type RefundAnswer =
  | { readonly kind: 'refund'; readonly refund: StripeRefund }
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly fromStripe: boolean
      readonly type: string | null
      readonly code: string | null
      readonly message: string
    }
  | { readonly kind: 'lost'; readonly because: string }

export async function createRefund(
  stripe: Stripe,
  options: Stripe.RequestOptions,
  params: RefundParams,
  idempotencyKey: string,
): Promise<RefundAnswer> {
  try {
    const refund = await stripe.refunds.create(
      {
        charge: params.charge,
        amount: params.amount,
        reason: params.reason,
        metadata: writeMarks(params.marks),
      },
      { ...options, idempotencyKey },
    )
    return { kind: 'refund', refund: parseRefund(refund, params.charge) }
  } catch (error) {
    return answerOf(error)
  }
}

/** An id that Stripe never gives. */
const NO_CHARGE = 'ch_none'

/** Resolves where Stripe says that there is no such charge: who may not refund is told so first. Throws StripeUnavailable. */
export async function tryRefunding(stripe: Stripe, options: Stripe.RequestOptions, idempotencyKey: string): Promise<void> {
  await reading('refunds.create').one(
    () => stripe.refunds.create({ charge: NO_CHARGE, amount: 1 }, { ...options, idempotencyKey }),
    () => null,
  )
}

function answerOf(error: unknown): RefundAnswer {
  if (!(error instanceof Stripe.errors.StripeError) || error.statusCode === undefined) {
    return { kind: 'lost', because: error instanceof Error ? error.name : 'unknown' }
  }
  return {
    kind: 'refused',
    status: error.statusCode,
    fromStripe: isFromStripe(error),
    type: error.rawType ?? null,
    code: error.code ?? null,
    message: error.message,
  }
}
