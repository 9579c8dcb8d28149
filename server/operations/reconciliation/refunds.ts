import { readDatabaseNow } from '../../database/time.ts'
import { isRelease } from '../../domain/releases.ts'
import { withFinding, type Finding, type Report } from '../../domain/reconciliation-report.ts'
import type { RefundFacts } from '../../stripe/objects/refund.ts'
import { standingOf } from '../hold-charge.ts'
import { findCharge } from '../record-charge.ts'
import { recordFound } from '../record-found.ts'
import type { Services } from '../services.ts'
import { callForCharge } from './differences.ts'
import type { Run } from './run.ts'
import { refundSteps, type Step } from './steps.ts'
import { passOver } from './passed-over.ts'
import { unlessUnreadable } from './unreadable.ts'

/** Records refunds that are missing or in another state, those of charges that nobody knew included. */
export async function* reconcileRefunds(s: Services, run: Run): AsyncGenerator<Run> {
  let { report } = run
  const pages = s.stripe.pages.refunds(run.account, { since: run.since, after: run.after })
  for (;;) {
    const fetchedAt = await readDatabaseNow(s.db)
    const page = await pages.next()
    if (page.done === true) return
    report = await passOver(s, { ...run, report }, page.value.unreadable)
    report = await reconcileRefundsOf(s, { ...run, report }, page.value.items, fetchedAt)
    yield { ...run, after: page.value.last, report }
  }
}

/** The report with these refunds of Stripe's in it; `fetchedAt` is when the fetch that told them began. */
export async function reconcileRefundsOf(s: Services, run: Run, refunds: readonly RefundFacts[], fetchedAt: Date): Promise<Report> {
  const { ours, gone, unreadable } = await sortOut(s, run, refunds)
  await recordFound(s, run.store, run.account, ours, { foundBy: 'reconciliation', fetchedAt })
  const rows = await rowsOf(s, run.store, ours)
  const steps = await refundSteps(
    s,
    run,
    ours.map((refund) => refund.id),
  )
  const findings: (readonly [RefundFacts, Finding])[] = [
    ...ours.map((refund) => [refund, findingOf(refund, rows.get(refund.id), steps.get(refund.id))] as const),
    ...gone.map((refund) => [refund, 'unexplained'] as const),
    ...unreadable.map((refund) => [refund, 'differing'] as const),
  ]
  for (const [{ charge }, finding] of findings) if (finding === 'differing') await callForCharge(s, run, charge)
  return findings.reduce((report, [{ amount, currency }, finding]) => withFinding(report, 'refunds', finding, amount, currency), run.report)
}

interface Row {
  readonly amount: number
  readonly status: string
}

async function rowsOf(s: Services, store: string, refunds: readonly RefundFacts[]): Promise<Map<string, Row>> {
  const ids = refunds.map((refund) => refund.id)
  if (ids.length === 0) return new Map()
  const rows = await s.db
    .selectFrom('payments')
    .select(['refund', 'amount', 'status'])
    .where('store', '=', store)
    .where('refund', 'in', ids)
    .execute()
  return new Map(rows.map(({ refund, amount, status }) => [refund ?? '', { amount, status }]))
}

/**
 * Those of our charges, those of which even Stripe knows no charge, and those of which it can't be found out now; not what
 * is foreign, nor releases of an authorisation.
 */
async function sortOut(
  s: Services,
  run: Run,
  refunds: readonly RefundFacts[],
): Promise<Record<'ours' | 'gone' | 'unreadable', RefundFacts[]>> {
  const sorted: Record<'ours' | 'gone' | 'unreadable', RefundFacts[]> = { ours: [], gone: [], unreadable: [] }
  for (const refund of refunds) {
    const standing = await unlessUnreadable(() => standingOf(s, run, refund.charge))
    if (standing === 'foreign') continue
    const charge = await findCharge(s, run.store, refund.charge)
    if (charge === undefined || !isRelease(refund, charge)) sorted[standing].push(refund)
  }
  return sorted
}

function findingOf(refund: RefundFacts, row: Row | undefined, step: Step | undefined): Finding {
  const isSame = row !== undefined && row.amount === -refund.amount && row.status === refund.state
  return isSame ? (step ?? 'matched') : 'differing'
}
