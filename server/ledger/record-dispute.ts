/** Records a dispute as Stripe has it. Disputes move both ways, so only a fetch is recorded, and the one started last wins. */
import type { StoreId } from '../contract/ids.ts'
import type { RawBuilder } from 'kysely'
import { feeOf, fundsOf } from '../domain/dispute-funds.ts'
import { disputeSteps, isLost, isOpen } from '../domain/disputes.ts'
import { itemOf, reopenAttention } from '../attention/queries.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { rowOfCharge } from '../database/payments.ts'
import type { ChargeRow, DisputeRow } from '../database/schema.ts'
import { databaseNow } from '../database/time.ts'
import type { Transaction } from '../database/transactions.ts'
import type { StripeDispute } from '../domain/stripe-facts.ts'
import { lockedCharges } from './locked-charges.ts'
import type { Ctx } from '../context/ctx.ts'

/**
 * `fetchedAt`: when the fetch began; `wasLost`: whether news of it told that it was lost, whatever it is now. Returns 1 where
 * something changed, else 0. A dispute of a charge that is not known here is left out.
 */
export function recordDispute(ctx: Ctx, store: StoreId, dispute: StripeDispute, fetchedAt: Date, wasLost = false): Promise<number> {
  return lockedCharges(ctx, store, [dispute.charge], async (tx, held, touched) => {
    const charge = held.get(dispute.charge)
    if (charge === undefined || charge.state === 'foreign') return 0
    const before = await tx.selectFrom('disputes').selectAll().where('store', '=', store).where('id', '=', dispute.id).executeTakeFirst()
    if (before !== undefined && before.fetched_at > fetchedAt) return 0
    const columns = columnsOf(dispute, before, wasLost)
    const isNews = before === undefined || differs(before, columns)
    await tx
      .insertInto('disputes')
      .values({ store, id: dispute.id, charge: charge.id, fetched_at: fetchedAt, ...columns })
      .onConflict((conflict) => conflict.columns(['store', 'id']).doUpdateSet({ ...columns, fetched_at: fetchedAt }))
      .execute()
    if (!isNews) return 0
    await noteSteps(tx, charge, dispute, before)
    // What a person acknowledged is the dispute as it was.
    if (dispute.currency !== charge.currency) await reopenAttention(tx, itemOf(charge, 'currency_mismatch'))
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
    opened_at: dispute.openedAt,
    closed_at: isOpen(dispute.status) ? null : (before?.closed_at ?? databaseNow),
  }
}

function differs(before: DisputeRow, after: Columns): boolean {
  const comparable = ({
    amount,
    currency,
    reason,
    status,
    lost,
    is_charge_refundable,
    evidence_due_by,
    evidence_submitted,
    funds,
    case_type,
    fee,
    fee_currency,
  }: Columns) =>
    JSON.stringify([
      [amount, currency, reason, status, lost, is_charge_refundable, evidence_due_by, evidence_submitted],
      [funds, case_type, fee, fee_currency],
    ])
  return comparable(before) !== comparable(after)
}

/** One entry a step. */
async function noteSteps(tx: Transaction, charge: ChargeRow, dispute: StripeDispute, before: DisputeRow | undefined): Promise<void> {
  const payment = (await rowOfCharge(tx, charge.store, charge.id)) ?? null
  for (const action of disputeSteps(before?.status ?? null, dispute.status)) {
    await writeAudit(tx, {
      store: charge.store,
      invoice: charge.invoice,
      action,
      actor_name: null,
      via: 'stripe',
      payment,
      charge: charge.id,
      refund: null,
      amount: dispute.amount,
      currency: dispute.currency,
      data: {
        dispute: dispute.id,
        from: before?.status ?? null,
        status: dispute.status,
        reason: dispute.reason,
        evidenceSubmitted: dispute.evidenceSubmitted,
        reopened: before !== undefined && !isOpen(before.status) && isOpen(dispute.status),
      },
    })
  }
}
