/**
 * Reconciles a whole store with Stripe: takes in events that never arrived, then reads its charges, refunds and
 * disputes, records what is missing and says what it found. Reads what was created since the last one, with an overlap,
 * and all there is once a week; one that was stopped goes on where it was.
 */
import type { Report } from '../domain/reconciliation-report.ts'
import { EMPTY_REPORT } from '../domain/reconciliation-report.ts'
import { endRestore } from './end-restore.ts'
import { reconcileCharges } from './reconciliation/charges.ts'
import { checkDiffering } from './reconciliation/differences.ts'
import { reconcileDisputes } from './reconciliation/disputes.ts'
import { reconcileEvents } from './reconciliation/events.ts'
import { reconcileLeftovers } from './reconciliation/leftovers.ts'
import { reconcileRefunds } from './reconciliation/refunds.ts'
import { beginRun, finishRun, saveRun, type Run } from './reconciliation/run.ts'
import type { Services } from './services.ts'
import { stripeAccountOf } from './stores.ts'
import { patient } from '../stripe/patience.ts'

export interface ReconcileOptions {
  /** Reads all there is, not only what is new. */
  readonly everything: boolean
  /** Told after each page: which part is being read, and how many pages of it are done. */
  readonly onProgress: (phase: Phase, pages: number) => void
  /** Ends it after the page in hand; the next one goes on from there. */
  readonly stopping?: AbortSignal
}

const PHASES = ['events', 'charges', 'refunds', 'disputes', 'leftovers', 'differences'] as const
export type Phase = (typeof PHASES)[number]

/** Reads a part of what Stripe holds, yielding the run after each page so that it can go on from there. */
export type ReadPhase = (s: Services, run: Run) => AsyncGenerator<Run>

const READ: Readonly<Record<Phase, ReadPhase>> = {
  events: reconcileEvents,
  charges: reconcileCharges,
  refunds: reconcileRefunds,
  disputes: reconcileDisputes,
  leftovers: reconcileLeftovers,
  differences: checkDiffering,
}

/** Null where it was stopped. Throws StripeUnavailable; the next one then goes on from the last page that was read. */
export async function reconcileStore(services: Services, store: string, options: ReconcileOptions): Promise<Report | null> {
  const s: Services = { ...services, stripe: patient(services.stripe) }
  const account = await stripeAccountOf(s, store)
  let run = await beginRun(s, { store, account, everything: options.everything, firstPhase: PHASES[0], report: EMPTY_REPORT })
  for (const phase of PHASES.slice(PHASES.findIndex((name) => name === run.phase))) {
    run = { ...run, phase, after: phase === run.phase ? run.after : null }
    let pages = 0
    for await (const next of READ[phase](s, run)) {
      run = next
      pages += 1
      await saveRun(s, run)
      options.onProgress(phase, pages)
      if (options.stopping?.aborted === true) return null
    }
  }
  await finishRun(s, run)
  await endRestore(s, run)
  return run.report
}
