import { readDatabaseNow } from '../database/time.ts'
import { withFinding, type Finding, type Report } from '../domain/reconciliation-report.ts'
import type { StripeDispute } from '../domain/stripe-facts.ts'
import { ownershipOf } from '../sync/ensure-charge.ts'
import { recordDispute } from '../ledger/record-dispute.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import type { Run } from './run.ts'
import { disputeChange } from './changes.ts'
import { recordSkipped } from './skipped.ts'
import { unlessUnreadable } from './unreadable.ts'

/** Records disputes that are missing or have moved on. */
export async function* reconcileDisputes(ctx: GatewayCtx, run: Run): AsyncGenerator<Run> {
  let { report } = run
  const pages = ctx.gateway.pages.disputes(run.account, { since: run.since, after: run.after })
  for (;;) {
    const fetchedAt = await readDatabaseNow(ctx.db)
    const page = await pages.next()
    if (page.done === true) return
    report = await recordSkipped(ctx, { ...run, report }, page.value.unreadable)
    for (const dispute of page.value.items) report = await reconcileDispute(ctx, { ...run, report }, dispute, fetchedAt)
    yield { ...run, after: page.value.last, report }
  }
}

/** The report with this dispute of Stripe's in it; `fetchedAt` is when the fetch that told it began. */
export async function reconcileDispute(ctx: GatewayCtx, run: Run, dispute: StripeDispute, fetchedAt: Date): Promise<Report> {
  const ownership = await unlessUnreadable(() => ownershipOf(ctx, run, dispute.charge))
  if (ownership === 'foreign') return run.report
  const charge = ownership === 'gone' || ownership === 'unreadable' ? ownership : 'ours'
  if (charge === 'ours') await recordDispute(ctx, run.store, dispute, fetchedAt)
  return withFinding(run.report, 'disputes', await findingOf(ctx, run, dispute, charge), dispute.amount, dispute.currency)
}

async function findingOf(ctx: GatewayCtx, run: Run, dispute: StripeDispute, charge: 'ours' | 'gone' | 'unreadable'): Promise<Finding> {
  if (charge === 'gone') return 'unexplained'
  return charge === 'ours' ? ((await disputeChange(ctx, run, dispute)) ?? 'matched') : 'differing'
}
