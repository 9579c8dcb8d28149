import { readDatabaseNow } from '../../database/time.ts'
import { withFinding, type Finding, type Report } from '../../domain/reconciliation-report.ts'
import type { DisputeFacts } from '../../stripe/objects/dispute.ts'
import { standingOf } from '../hold-charge.ts'
import { recordDispute } from '../record-dispute.ts'
import type { Services } from '../services.ts'
import type { Run } from './run.ts'
import { disputeStep } from './steps.ts'
import { passOver } from './passed-over.ts'
import { unlessUnreadable } from './unreadable.ts'

/** Records disputes that are missing or have moved on. */
export async function* reconcileDisputes(s: Services, run: Run): AsyncGenerator<Run> {
  let { report } = run
  const pages = s.stripe.pages.disputes(run.account, { since: run.since, after: run.after })
  for (;;) {
    const fetchedAt = await readDatabaseNow(s.db)
    const page = await pages.next()
    if (page.done === true) return
    report = await passOver(s, { ...run, report }, page.value.unreadable)
    for (const dispute of page.value.items) report = await reconcileDispute(s, { ...run, report }, dispute, fetchedAt)
    yield { ...run, after: page.value.last, report }
  }
}

/** The report with this dispute of Stripe's in it; `fetchedAt` is when the fetch that told it began. */
export async function reconcileDispute(s: Services, run: Run, dispute: DisputeFacts, fetchedAt: Date): Promise<Report> {
  const standing = await unlessUnreadable(() => standingOf(s, run, dispute.charge))
  if (standing === 'foreign') return run.report
  if (standing === 'ours') await recordDispute(s, run.store, dispute, fetchedAt)
  return withFinding(run.report, 'disputes', await findingOf(s, run, dispute, standing), dispute.amount, dispute.currency)
}

async function findingOf(s: Services, run: Run, dispute: DisputeFacts, standing: 'ours' | 'gone' | 'unreadable'): Promise<Finding> {
  if (standing === 'gone') return 'unexplained'
  return standing === 'ours' ? ((await disputeStep(s, run, dispute)) ?? 'matched') : 'differing'
}
