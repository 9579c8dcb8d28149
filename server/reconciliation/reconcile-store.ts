/**
 * Reconciles a whole store with Stripe: imports events that never arrived, reads its charges, refunds and disputes, records what
 * is missing, and says what it found. It reads what was created since the last time, with an overlap, and once a week all there
 * is. One that was stopped goes on where it was.
 */
import type { StoreId } from '../contract/ids.ts'
import { EMPTY_REPORT, hasRecorded, unread, type Report } from '../domain/reconciliation-report.ts'
import { endRestore } from './end-restore.ts'
import { reconcileCharges } from './charges.ts'
import { reconcileDiffering } from './comparisons.ts'
import { checkDiffering } from './differences.ts'
import { reconcileDisputes } from './disputes.ts'
import { reconcileEvents } from './events.ts'
import { isRightMissing } from './unreadable.ts'
import { reconcileUnlisted } from './unlisted.ts'
import { reconcileRefunds } from './refunds.ts'
import { finishRun, saveRun } from './run-queries.ts'
import { beginRun, type Run } from './run.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { noteMoment } from '../database/moments.ts'
import { stripeAccountOf } from '../database/stores.ts'
import { retryingGateway } from '../stripe/retry.ts'

export interface ReconcileOptions {
  /** Reads all there is, not only what is new. */
  readonly everything: boolean
  /** Told after each page: which part is being read, and how many pages of it are done. */
  readonly onProgress: (phase: Phase, pages: number) => void
  /** Ends it after the page in hand; the next one goes on from there. */
  readonly stopping?: AbortSignal
}

const PHASES = ['events', 'charges', 'refunds', 'disputes', 'comparisons', 'unlisted', 'differences'] as const
export type Phase = (typeof PHASES)[number]

/** Reads a part of what Stripe holds, yielding the run after each page so that it can go on from there. */
export type ReadPhase = (ctx: GatewayCtx, run: Run) => AsyncGenerator<Run>

const READ: Readonly<Record<Phase, ReadPhase>> = {
  events: reconcileEvents,
  charges: reconcileCharges,
  refunds: reconcileRefunds,
  disputes: reconcileDisputes,
  comparisons: reconcileDiffering,
  unlisted: reconcileUnlisted,
  differences: checkDiffering,
}

/**
 * Null where it was stopped. What the key may not read is left out, and counts as unreadable; all is read again once it may. Throws
 * StripeUnavailable; the next one then goes on from the last page that was read.
 */
export async function reconcileStore(handed: GatewayCtx, store: StoreId, options: ReconcileOptions): Promise<Report | null> {
  const ctx: GatewayCtx = { ...handed, gateway: retryingGateway(handed.gateway) }
  const account = await stripeAccountOf(ctx, store)
  let run = await beginRun(ctx, { store, account, everything: options.everything, firstPhase: PHASES[0], report: EMPTY_REPORT })
  for (const phase of PHASES.slice(PHASES.findIndex((name) => name === run.phase))) {
    run = { ...run, phase, after: phase === run.phase ? run.after : null }
    let pages = 0
    try {
      for await (const next of READ[phase](ctx, run)) {
        run = next
        pages += 1
        await saveRun(ctx.db, run)
        options.onProgress(phase, pages)
        if (options.stopping?.aborted === true) return null
      }
    } catch (error) {
      if (!isRightMissing(error)) throw error
      run = { ...run, report: unread(run.report) }
    }
  }
  await finishRun(ctx.db, run)
  if (hasRecorded(run.report)) await noteMoment(ctx.db, 'missed')
  await endRestore(ctx, run)
  return run.report
}
