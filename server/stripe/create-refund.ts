import Stripe from 'stripe'
import { parseRefund, type RefundFacts } from './objects/refund.ts'
import { writeMarks, type RefundMarks } from './objects/refund-marks.ts'

/** A refund to ask for: always the same parameters for one refund request, whenever it is asked. */
export interface RefundAsk {
  readonly charge: string
  /** In minor units, positive. */
  readonly amount: number
  readonly reason: 'requested_by_customer' | 'duplicate' | 'fraudulent'
  readonly marks: RefundMarks
}

/** What came back. `lost`: nothing did, or nothing that can be read; Stripe may have acted. */
export type RefundAnswer =
  | { readonly kind: 'refund'; readonly refund: RefundFacts }
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
  ask: RefundAsk,
  idempotencyKey: string,
): Promise<RefundAnswer> {
  try {
    const refund = await stripe.refunds.create(
      {
        charge: ask.charge,
        amount: ask.amount,
        reason: ask.reason,
        metadata: writeMarks(ask.marks),
      },
      { ...options, idempotencyKey },
    )
    return { kind: 'refund', refund: parseRefund(refund) }
  } catch (error) {
    return answerOf(error)
  }
}

function answerOf(error: unknown): RefundAnswer {
  if (!(error instanceof Stripe.errors.StripeError) || error.statusCode === undefined) {
    return { kind: 'lost', because: error instanceof Error ? error.name : 'unknown' }
  }
  return {
    kind: 'refused',
    status: error.statusCode,
    fromStripe: error.rawType !== undefined && error.requestId !== undefined,
    type: error.rawType ?? null,
    code: error.code ?? null,
    message: error.message,
  }
}
