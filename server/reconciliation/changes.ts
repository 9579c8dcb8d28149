import type { ChargeId, RefundId } from '../contract/ids.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { disputeEntriesSince, firstPaymentEntriesSince, refundEntriesSince } from './run-queries.ts'
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

/** What the run did to charges (their payments), by their ids. */
export async function chargeChanges(ctx: GatewayCtx, run: Run, charges: readonly ChargeId[]): Promise<Map<ChargeId, Change>> {
  const entries = await firstPaymentEntriesSince(ctx.db, run, charges)
  return new Map(entries.map(({ charge, action }) => [charge ?? '', action === 'stripe_payment_recorded' ? 'recorded' : 'changed']))
}

/** What the run did to a dispute. */
export async function disputeChange(
  ctx: GatewayCtx,
  run: Run,
  dispute: { readonly id: string; readonly charge: ChargeId },
): Promise<Change | null> {
  const own = (await disputeEntriesSince(ctx.db, run, dispute.charge)).filter(({ data }) => data['dispute'] === dispute.id)
  if (own.length === 0) return null
  return own.some(({ action }) => action === 'dispute_opened') ? 'recorded' : 'changed'
}
