/** Records a dispute as Stripe has it. Disputes move both ways, so only a fetch is recorded, and the one started last wins. */
import type { StoreId } from '../contract/ids.ts'
import type { RawBuilder } from 'kysely'
import { itemOf, reopenAttention } from '../attention/queries.ts'
import { writeAudit } from '../audit/write-audit.ts'
import type { Ctx } from '../context/ctx.ts'
import { rowOfCharge } from '../database/payments.ts'
import type { ChargeRow, DisputeRow } from '../database/schema.ts'
import { databaseNow } from '../database/time.ts'
import type { Transaction } from '../database/transactions.ts'
import { feeOf, fundsOf, withdrawnAt } from '../domain/dispute-funds.ts'
import { disputeSteps, isLost, isOpen, isReopened } from '../domain/disputes.ts'
import { sameColumns } from '../domain/same-columns.ts'
import type { StripeDispute } from '../domain/stripe-facts.ts'
import { findDispute, putDispute } from './charge-queries.ts'
import { lockedCharges, watchForOverRefunds } from './locked-charges.ts'

/**
 * `fetchedAt`: when the fetch began; `wasLost`: whether news of it said that it was lost, whatever it is now. Returns 1 where
 * something changed, else 0. A dispute of a charge that is not known here is left out.
 */
export function recordDispute(ctx: Ctx, store: StoreId, dispute: StripeDispute, fetchedAt: Date, wasLost = false): Promise<number> {
  return lockedCharges(ctx, { store, charges: [dispute.charge] }, async (tx, charges, touched) => {
    const charge = charges.get(dispute.charge)
    if (charge === undefined || charge.assignment === 'foreign') return 0
    const before = await findDispute(tx, store, dispute.id)
    if (before !== undefined && before.fetched_at > fetchedAt) return 0
    const columns = columnsOf(dispute, before, wasLost)
    await putDispute(tx, { store, id: dispute.id, charge: charge.id, fetched_at: fetchedAt, ...columns })
    if (before !== undefined && sameColumns(before, columns, COMPARED)) return 0
    await auditSteps(tx, charge, dispute, before?.status ?? null)
    // What a person acknowledged is the dispute as it was.
    if (dispute.currency !== charge.currency) await reopenAttention(tx, itemOf(charge, 'currency_mismatch'))
    await watchForOverRefunds(tx, [charge])
    touched.add(charge.id)
    return 1
  })
}

interface Columns extends Omit<DisputeRow, 'store' | 'id' | 'charge' | 'fetched_at' | 'closed_at'> {
  readonly closed_at: Date | RawBuilder<Date> | null
}

function columnsOf(dispute: StripeDispute, before: DisputeRow | undefined, wasLost: boolean): Columns {
  const fee = feeOf(dispute.movements)
  return {
    amount: dispute.amount,
    currency: dispute.currency,
    reason: dispute.reason,
    status: dispute.status,
    lost: isLost(dispute.status, wasLost || before?.lost === true),
    is_charge_refundable: dispute.isChargeRefundable,
    evidence_due_by: dispute.evidenceDueBy,
    evidence_submitted: dispute.evidenceSubmitted,
    funds: fundsOf(dispute.movements, dispute.currency),
    case_type: dispute.caseType,
    fee: fee?.amount ?? null,
    fee_currency: fee?.currency ?? null,
    withdrawn_at: withdrawnAt(dispute.movements, dispute.currency),
    opened_at: dispute.openedAt,
    closed_at: isOpen(dispute.status) ? null : (before?.closed_at ?? databaseNow),
  }
}

/** The columns by which Stripe's news of a dispute is news. */
const COMPARED = [
  ...(['amount', 'currency', 'reason', 'status', 'lost', 'is_charge_refundable', 'evidence_due_by', 'evidence_submitted'] as const),
  ...(['funds', 'case_type', 'fee', 'fee_currency', 'withdrawn_at'] as const),
]

async function auditSteps(tx: Transaction, charge: ChargeRow, dispute: StripeDispute, before: string | null): Promise<void> {
  const payment = (await rowOfCharge(tx, charge.store, charge.id)) ?? null
  for (const action of disputeSteps(before, dispute.status)) {
    writeAudit(tx, {
      store: charge.store,
      invoice: charge.invoice,
      action,
      payment,
      charge: charge.id,
      amount: dispute.amount,
      currency: dispute.currency,
      data: {
        dispute: dispute.id,
        from: before,
        status: dispute.status,
        reason: dispute.reason,
        evidenceDueBy: dispute.evidenceDueBy?.toISOString() ?? null,
        evidenceSubmitted: dispute.evidenceSubmitted,
        reopened: isReopened(before, dispute.status),
      },
    })
  }
}
