/** What we read of Stripe's Dispute, and nothing more. */
import type { StripeDispute } from '../../domain/stripe-facts.ts'
import * as z from 'zod/mini'
import { currencyCode, expandable, flag, moment, optionalMoment, optionalText, read } from './fields.ts'

const Schema = z.object({
  id: z.string(),
  charge: expandable,
  amount: z.int(),
  currency: currencyCode,
  reason: z.string(),
  status: z.string(),
  is_charge_refundable: z.nullish(flag),
  created: moment,
  evidence_details: z.nullish(z.object({ due_by: optionalMoment, submission_count: z.nullish(z.int()) })),
  balance_transactions: z.nullish(z.array(z.object({ amount: z.int(), fee: z.int(), currency: currencyCode, created: optionalMoment }))),
  payment_method_details: z.nullish(z.object({ card: z.nullish(z.object({ case_type: optionalText })) })),
})

/** Reads a Dispute; throws where it is none. */
export function parseDispute(value: unknown): StripeDispute {
  const dispute = read('dispute', Schema, value)
  return {
    id: dispute.id,
    charge: dispute.charge,
    amount: dispute.amount,
    currency: dispute.currency,
    reason: dispute.reason,
    status: dispute.status,
    // Of one that does not say, Stripe is not asked for a refund.
    isChargeRefundable: dispute.is_charge_refundable ?? false,
    openedAt: dispute.created,
    evidenceDueBy: dispute.evidence_details?.due_by ?? null,
    evidenceSubmitted: (dispute.evidence_details?.submission_count ?? 0) > 0,
    movements: (dispute.balance_transactions ?? []).map(({ created: at, ...movement }) => ({ ...movement, at })),
    caseType: dispute.payment_method_details?.card?.case_type ?? null,
  }
}
