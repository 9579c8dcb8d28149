import type { ChargeId, RefundId } from '../contract/ids.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { disputeEntriesSince, firstPaymentEntrySince, refundEntriesSince } from './run-queries.ts'
import type { Run } from './run.ts'

/** What this run did to something, by the audit log: whichever part of the run did it. */
export type Change = 'recorded' | 'changed'

/** What the run did to refunds of these ids. A row that was lost and restored counts as recorded. */
export async function refundChanges(ctx: GatewayCtx, run: Run, refunds: readonly RefundId[]): Promise<Map<string, Change>> {
  if (refunds.length === 0) return new Map()
  const entries = await refundEntriesSince(ctx.db, run, refunds)
  // Oldest last, so that a refund that was recorded and then changed counts as recorded.
  return new Map(
    entries.map(({ refund, action, data }) => [
      refund ?? '',
      action === 'stripe_refund_recorded' || 'restored' in data ? 'recorded' : 'changed',
    ]),
  )
}

/** What the run did to a charge (its payment) or to a dispute of it. */
export async function chargeChange(ctx: GatewayCtx, run: Run, charge: ChargeId): Promise<Change | null> {
  const entry = await firstPaymentEntrySince(ctx.db, run, charge)
  if (entry === undefined) return null
  return entry.action === 'stripe_payment_recorded' ? 'recorded' : 'changed'
}

export async function disputeChange(
  ctx: GatewayCtx,
  run: Run,
  dispute: { readonly id: string; readonly charge: ChargeId },
): Promise<Change | null> {
  const own = (await disputeEntriesSince(ctx.db, run, dispute.charge)).filter(({ data }) => data['dispute'] === dispute.id)
  if (own.length === 0) return null
  return own.some(({ action }) => action === 'dispute_opened') ? 'recorded' : 'changed'
}
