/** A reconciliation as it stands: kept after each page, so that a stop costs one page. */
import type { AccountId, ChargeId, RefundId, StoreId } from '../contract/ids.ts'
import * as z from 'zod/mini'
import { readDatabaseNow } from '../database/time.ts'
import { readStoreState } from '../database/store-state.ts'
import type { StripeCharge } from '../domain/stripe-facts.ts'
import type { Report } from '../domain/reconciliation-report.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { findFinishedRuns, findLastRun, insertRun, newestAuditEntry } from './run-queries.ts'

/** What the process that makes a run remembers of it: a run that another goes on with begins to remember then. */
export interface Seen {
  /** Refunds that Stripe's lists named; null where it can't be said of those of the books that they were not named. */
  readonly refunds: Set<RefundId> | null
  /** Charges of which the books may differ from Stripe until its refunds and disputes are read. */
  readonly charges: Map<ChargeId, StripeCharge>
}

export interface Run {
  readonly id: number
  readonly store: StoreId
  readonly account: AccountId | null
  /** What was fetched from Stripe since has been seen by this run; the next one goes on from here. */
  readonly startedAt: Date
  /** The newest entry of the audit log then: what came after, this run did, or somebody while it ran. */
  readonly auditedBefore: number
  /** What was created before is read already; null reads all there is. */
  readonly since: Date | null
  readonly phase: string
  /** The id to go on after within the phase. */
  readonly after: string | null
  readonly report: Report
  readonly seen: Seen
}

/** Read again with each run, in days: a charge may be captured a week after it was made. */
const OVERLAP_DAYS = 8

/**
 * All there is is read again this often, in days. Something older than the overlap may have changed with no event left to
 * tell: a refund that failed after it succeeded, while the server was away for a month or its endpoint was disabled.
 */
const EVERYTHING_EVERY_DAYS = 7

/** One that was stopped longer ago than this is not gone on with, in hours: what came since would be left for the next one. */
const GOES_STALE_AFTER = 6

const DAY_MS = 24 * 3600 * 1000

const Tally = z.object({ count: z.int(), amounts: z.record(z.string(), z.int()) })
const Findings = z.object({ matched: Tally, recorded: Tally, changed: Tally, differing: Tally, unexplained: Tally })
const StoredReport = z.object({
  events: z.int(),
  unreadable: z._default(z.int(), 0),
  charges: Findings,
  refunds: Findings,
  disputes: Findings,
})

interface Beginning {
  readonly store: StoreId
  readonly account: AccountId | null
  readonly everything: boolean
  readonly firstPhase: string
  readonly report: Report
}

/**
 * Goes on with a run that was stopped lately, or begins a new one where the last that finished left off. One that began before the
 * books were found to be older than Stripe is not gone on with: it has passed what is missing.
 */
export async function beginRun(ctx: GatewayCtx, { store, account, everything, firstPhase, report }: Beginning): Promise<Run> {
  const now = await readDatabaseNow(ctx.db)
  const fresh = now.getTime() - GOES_STALE_AFTER * 3600 * 1000
  const last = await findLastRun(ctx.db, store)
  const { restoredAt } = await readStoreState(ctx.db, store)
  const coversRestore = last !== undefined && (restoredAt === null || last.started_at >= restoredAt)
  if (coversRestore && last.finished_at === null && last.started_at.getTime() > fresh && !everything) {
    return {
      id: last.id,
      store,
      account,
      startedAt: last.started_at,
      auditedBefore: last.audited_before,
      since: last.since,
      phase: last.phase,
      after: last.after,
      report: StoredReport.parse(last.report),
      seen: { refunds: last.phase === 'events' || last.phase === 'charges' ? new Set() : null, charges: new Map() },
    }
  }
  const since = everything ? null : await readSince(ctx, store, now)
  const auditedBefore = await newestAuditEntry(ctx.db)
  const { id, started_at: startedAt } = await insertRun(ctx.db, { store, auditedBefore, since, phase: firstPhase, report })
  return {
    id,
    store,
    account,
    startedAt,
    auditedBefore,
    since,
    phase: firstPhase,
    after: null,
    report,
    seen: { refunds: new Set(), charges: new Map() },
  }
}

/** Null where all there is has not been read for long, or never. */
async function readSince(ctx: GatewayCtx, store: StoreId, now: Date): Promise<Date | null> {
  const { last, whole } = await findFinishedRuns(ctx.db, store)
  if (last === undefined || whole === undefined || now.getTime() - whole.getTime() >= EVERYTHING_EVERY_DAYS * DAY_MS) return null
  return new Date(last.getTime() - OVERLAP_DAYS * DAY_MS)
}
