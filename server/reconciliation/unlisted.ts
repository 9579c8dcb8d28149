import { readDatabaseNow } from '../database/time.ts'
import { withFinding, type Report } from '../domain/reconciliation-report.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { openDifferenceOf } from './differences.ts'
import { reconcileDispute } from './disputes.ts'
import { disputesNotSeen, refundsNotSeen, type OwnRefund } from './queries.ts'
import { reconcileRefundsOf } from './refunds.ts'
import type { Run } from './run.ts'
import { unlessUnreadable } from './unreadable.ts'

/**
 * What Stripe's lists did not name: refunds and disputes of ours that are still underway but older than what was read,
 * and refunds within it that Stripe should have named. Each is fetched by its id.
 */
export async function* reconcileUnlisted(ctx: GatewayCtx, run: Run): AsyncGenerator<Run> {
  let { report } = run
  for (const refund of await refundsNotSeen(ctx.db, run)) {
    if (isSeen(run, refund)) continue
    report = await fetchRefund(ctx, { ...run, report }, refund)
    yield { ...run, report }
  }
  for (const { id, charge, amount, currency } of await disputesNotSeen(ctx.db, run)) {
    const fetchedAt = await readDatabaseNow(ctx.db)
    const dispute = await unlessUnreadable(() => ctx.gateway.getDispute(run.account, id))
    if (dispute === 'unreadable') {
      await openDifferenceOf(ctx, run, charge)
      report = withFinding(report, 'disputes', 'differing', amount, currency)
    } else if (dispute !== null) report = await reconcileDispute(ctx, { ...run, report }, dispute, fetchedAt)
    yield { ...run, report }
  }
}

/** Stripe's lists named it, or this process did not read them all and the next run will. */
function isSeen({ seen }: Run, { id, status }: OwnRefund): boolean {
  return seen.refunds === null ? status === 'succeeded' : seen.refunds.has(id)
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
