/** A reconciliation as it stands: kept after each page, so that a stop costs one page. */
import * as z from 'zod/mini'
import type { Report } from '../../domain/reconciliation-report.ts'
import type { Services } from '../services.ts'

export interface Run {
  readonly id: number
  readonly store: string
  readonly account: string | null
  readonly startedAt: Date
  /** What was created before is read already; null reads all there is. */
  readonly since: Date | null
  readonly phase: string
  /** The id to go on after within the phase. */
  readonly after: string | null
  readonly report: Report
}

/** Read again with each run, in days: a charge may be captured a week after it was made. */
const OVERLAP_DAYS = 8

const Tally = z.object({ count: z.int(), amounts: z.record(z.string(), z.int()) })
const Findings = z.object({ matched: Tally, recorded: Tally, changed: Tally, differing: Tally, unexplained: Tally })
const StoredReport = z.object({ events: z.int(), charges: Findings, refunds: Findings, disputes: Findings })

interface Beginning {
  readonly store: string
  readonly account: string | null
  readonly everything: boolean
  readonly firstPhase: string
  readonly report: Report
}

/** Goes on with the run that was stopped, or begins a new one where the last that finished left off. */
export async function beginRun(s: Services, { store, account, everything, firstPhase, report }: Beginning): Promise<Run> {
  const last = await s.db
    .selectFrom('reconciliations')
    .selectAll()
    .where('store', '=', store)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last !== undefined && last.finished_at === null && !everything) {
    return {
      id: last.id,
      store,
      account,
      startedAt: last.started_at,
      since: last.since,
      phase: last.phase,
      after: last.after,
      report: StoredReport.parse(last.report),
    }
  }
  const finished = await s.db
    .selectFrom('reconciliations')
    .select('started_at')
    .where('store', '=', store)
    .where('finished_at', 'is not', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  const since = everything || finished === undefined ? null : new Date(finished.started_at.getTime() - OVERLAP_DAYS * 24 * 3600 * 1000)
  const startedAt = s.clock()
  const { id } = await s.db
    .insertInto('reconciliations')
    .values({ store, started_at: startedAt, since, phase: firstPhase, report: { ...report } })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, store, account, startedAt, since, phase: firstPhase, after: null, report }
}

export async function saveRun(s: Services, run: Run): Promise<void> {
  await s.db
    .updateTable('reconciliations')
    .set({ phase: run.phase, after: run.after, report: { ...run.report } })
    .where('id', '=', run.id)
    .execute()
}

export async function finishRun(s: Services, run: Run): Promise<void> {
  await s.db
    .updateTable('reconciliations')
    .set({ report: { ...run.report }, finished_at: s.clock() })
    .where('id', '=', run.id)
    .execute()
}
