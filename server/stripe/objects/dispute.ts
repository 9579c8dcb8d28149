/** What we read of Stripe's Dispute, and nothing more. */
import * as z from 'zod/mini'
import { currencyCode, expandable, flag, moment, optionalMoment, read } from './fields.ts'

const StripeDispute = z.object({
  id: z.string(),
  charge: expandable,
  amount: z.int(),
  currency: currencyCode,
  reason: z.string(),
  status: z.string(),
  is_charge_refundable: flag,
  created: moment,
  evidence_details: z.nullish(z.object({ due_by: optionalMoment, submission_count: z.nullish(z.int()) })),
  balance_transactions: z.nullish(z.array(z.object({ amount: z.int(), fee: z.int() }))),
})

export interface DisputeFacts {
  readonly id: string
  readonly charge: string
  readonly amount: number
  readonly currency: string
  readonly reason: string
  readonly status: string
  readonly isChargeRefundable: boolean
  readonly openedAt: Date
  /** Null where the bank takes no answer. */
  readonly evidenceDueBy: Date | null
  readonly evidenceSubmitted: boolean
  /** Withdrawn from the store and not given back. */
  readonly withdrawn: number
  readonly fee: number | null
}

/** Reads a Dispute; throws where it is none. */
export function parseDispute(value: unknown): DisputeFacts {
  const dispute = read('dispute', StripeDispute, value)
  const movements = dispute.balance_transactions ?? []
  return {
    id: dispute.id,
    charge: dispute.charge,
    amount: dispute.amount,
    currency: dispute.currency,
    reason: dispute.reason,
    status: dispute.status,
    isChargeRefundable: dispute.is_charge_refundable,
    openedAt: dispute.created,
    evidenceDueBy: dispute.evidence_details?.due_by ?? null,
    evidenceSubmitted: (dispute.evidence_details?.submission_count ?? 0) > 0,
    withdrawn: movements.reduce((withdrawn, movement) => withdrawn - movement.amount, 0),
    fee: movements.length === 0 ? null : movements.reduce((fee, movement) => fee + movement.fee, 0),
  }
}
