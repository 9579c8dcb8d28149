import type { ChargeId } from '../contract/ids.ts'
import { readDatabaseNow } from '../database/time.ts'
import { sql } from 'kysely'
import type { DisputeRow } from '../database/schema.ts'
import { withFinding, type Report } from '../domain/reconciliation-report.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { openDifferenceOf } from './differences.ts'
import { reconcileDispute } from './disputes.ts'
import { reconcileRefundsOf } from './refunds.ts'
import type { Run } from './run.ts'
import { unlessUnreadable } from './unreadable.ts'

/**
 * What Stripe's lists did not name: refunds and disputes of ours that are still underway but older than what was read,
 * and refunds within it that Stripe should have named. Each is fetched by its id.
 */
export async function* reconcileUnlisted(ctx: GatewayCtx, run: Run): AsyncGenerator<Run> {
  let { report } = run
  for (const refund of await refundsNotSeen(ctx, run)) {
    report = await fetchRefund(ctx, { ...run, report }, refund)
    yield { ...run, report }
  }
  for (const { id, charge, amount, currency } of await disputesNotSeen(ctx, run)) {
    const fetchedAt = await readDatabaseNow(ctx.db)
    const dispute = await unlessUnreadable(() => ctx.gateway.getDispute(run.account, id))
    if (dispute === 'unreadable') {
      await openDifferenceOf(ctx, run, charge)
      report = withFinding(report, 'disputes', 'differing', amount, currency)
    } else if (dispute !== null) report = await reconcileDispute(ctx, { ...run, report }, dispute, fetchedAt)
    yield { ...run, report }
  }
}

interface OwnRefund {
  readonly id: string
  readonly charge: ChargeId
  readonly amount: number
  readonly currency: string
}

async function fetchRefund(ctx: GatewayCtx, run: Run, own: OwnRefund): Promise<Report> {
  const fetchedAt = await readDatabaseNow(ctx.db)
  const refund = await unlessUnreadable(() => ctx.gateway.getRefund(run.account, own.id))
  if (refund === null || refund === 'unreadable') {
    await openDifferenceOf(ctx, run, own.charge)
    return withFinding(run.report, 'refunds', refund === null ? 'unexplained' : 'differing', own.amount, own.currency)
  }
  return reconcileRefundsOf(ctx, run, [refund], fetchedAt)
}

async function refundsNotSeen(ctx: GatewayCtx, run: Run): Promise<OwnRefund[]> {
  const rows = await ctx.db
    .selectFrom('payments')
    .select(['refund', 'charge', 'amount', 'currency'])
    .where('store', '=', run.store)
    .where('kind', '=', 'refund')
    .where((where) => where.or([where('fetched_at', 'is', null), where('fetched_at', '<', run.startedAt)]))
    .where((where) =>
      where.or([where('status', 'in', ['pending', 'requires_action']), where('recorded_at', '>=', run.since ?? sql<Date>`'-infinity'`)]),
    )
    .where('status', 'not in', ['failed', 'canceled'])
    .execute()
  return rows.flatMap(({ refund, charge, amount, currency }) =>
    refund === null || charge === null ? [] : [{ id: refund, charge, amount: -amount, currency }],
  )
}

function disputesNotSeen(ctx: GatewayCtx, run: Run): Promise<Pick<DisputeRow, 'id' | 'charge' | 'amount' | 'currency'>[]> {
  return ctx.db
    .selectFrom('disputes')
    .select(['id', 'charge', 'amount', 'currency'])
    .where('store', '=', run.store)
    .where('closed_at', 'is', null)
    .where('fetched_at', '<', run.startedAt)
    .execute()
}
