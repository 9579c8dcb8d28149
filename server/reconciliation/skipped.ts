import type { Report } from '../domain/reconciliation-report.ts'
import type { Unreadable } from '../stripe/pages.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { openDifferenceOf } from './differences.ts'
import type { Run } from './run.ts'

/** The run with these objects in its report, which are skipped: each is named in the log, and a person called to its invoice. */
export async function recordSkipped(ctx: GatewayCtx, run: Run, unreadable: readonly Unreadable[]): Promise<Report> {
  for (const { id, charge, reason } of unreadable) {
    ctx.log.error({ id, charge, reason }, 'Something of Stripe’s can’t be read and is skipped')
    if (charge !== null) await openDifferenceOf(ctx, run, charge)
  }
  return { ...run.report, unreadable: run.report.unreadable + unreadable.length }
}
