import type { ChargeId, RefundId } from '../contract/ids.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import type { Run } from './run.ts'

/** What this run did to something, by the audit log: whichever part of the run did it. */
export type Step = 'recorded' | 'changed'

/** What the run did to refunds of these ids. A row that was lost and restored counts as recorded. */
export async function refundChanges(ctx: GatewayCtx, run: Run, refunds: readonly RefundId[]): Promise<Map<string, Step>> {
  if (refunds.length === 0) return new Map()
  const entries = await ctx.db
    .selectFrom('audit_entries')
    .select(['refund', 'action', 'data'])
    .where('store', '=', run.store)
    .where('refund', 'in', refunds)
    .where('id', '>', run.auditedBefore)
    .orderBy('id', 'desc')
    .execute()
  // Oldest last, so that a refund that was recorded and then changed counts as recorded.
  return new Map(
    entries.map(({ refund, action, data }) => [
      refund ?? '',
      action === 'stripe_refund_recorded' || 'restored' in data ? 'recorded' : 'changed',
    ]),
  )
}

/** What the run did to a charge (its payment) or to a dispute of it. */
export async function chargeChange(ctx: GatewayCtx, run: Run, charge: ChargeId): Promise<Step | null> {
  const entry = await ctx.db
    .selectFrom('audit_entries')
    .select('action')
    .where('store', '=', run.store)
    .where('charge', '=', charge)
    .where('action', 'in', ['stripe_payment_recorded', 'stripe_payment_changed'])
    .where('id', '>', run.auditedBefore)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (entry === undefined) return null
  return entry.action === 'stripe_payment_recorded' ? 'recorded' : 'changed'
}

export async function disputeChange(
  ctx: GatewayCtx,
  run: Run,
  dispute: { readonly id: string; readonly charge: ChargeId },
): Promise<Step | null> {
  const entries = await ctx.db
    .selectFrom('audit_entries')
    .select(['action', 'data'])
    .where('store', '=', run.store)
    .where('charge', '=', dispute.charge)
    .where('action', 'in', ['dispute_opened', 'dispute_changed', 'dispute_closed'])
    .where('id', '>', run.auditedBefore)
    .execute()
  const own = entries.filter(({ data }) => data['dispute'] === dispute.id)
  if (own.length === 0) return null
  return own.some(({ action }) => action === 'dispute_opened') ? 'recorded' : 'changed'
}
