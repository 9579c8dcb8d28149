import { readDatabaseNow } from '../../database/time.ts'
import { withFinding, type Report } from '../../domain/reconciliation-report.ts'
import type { DisputeFacts } from '../../stripe/objects/dispute.ts'
import { standingOf } from '../hold-charge.ts'
import { recordDispute } from '../record-dispute.ts'
import type { Services } from '../services.ts'
import type { Run } from './run.ts'
import { disputeStep } from './steps.ts'

/** Records disputes that are missing or have moved on. */
export async function* reconcileDisputes(s: Services, run: Run): AsyncGenerator<Run> {
  let { report } = run
  const pages = s.stripe.pages.disputes(run.account, { since: run.since, after: run.after })
  for (;;) {
    const fetchedAt = await readDatabaseNow(s.db)
    const page = await pages.next()
    if (page.done === true) return
    for (const dispute of page.value.items) report = await reconcileDispute(s, { ...run, report }, dispute, fetchedAt)
    yield { ...run, after: page.value.last, report }
  }
}

/** The report with this dispute of Stripe's in it; `fetchedAt` is when the fetch that told it began. */
export async function reconcileDispute(s: Services, run: Run, dispute: DisputeFacts, fetchedAt: Date): Promise<Report> {
  const standing = await standingOf(s, run, dispute.charge)
  if (standing === 'foreign') return run.report
  if (standing === 'gone') return withFinding(run.report, 'disputes', 'unexplained', dispute.amount, dispute.currency)
  await recordDispute(s, run.store, dispute, fetchedAt)
  const finding = (await disputeStep(s, run, dispute)) ?? 'matched'
  return withFinding(run.report, 'disputes', finding, dispute.amount, dispute.currency)
}
