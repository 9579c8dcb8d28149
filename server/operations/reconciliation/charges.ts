import { withFinding, type Finding } from '../../domain/reconciliation-report.ts'
import type { SessionMarks } from '../../domain/assignment.ts'
import type { ChargeFacts } from '../../stripe/objects/charge.ts'
import type { SessionFacts } from '../../stripe/objects/checkout-session.ts'
import { isSettled, mismatchOf } from '../../database/queries/attentions.ts'
import { doubtInvoiceOf } from '../../database/queries/invoices.ts'
import { compareCharge } from '../compare-charge.ts'
import { findCharge, recordCharge } from '../record-charge.ts'
import type { Unreadable } from '../../stripe/pages.ts'
import { sumDiffers } from '../refund-sum.ts'
import type { Services } from '../services.ts'
import { callForCharge } from './differences.ts'
import { passOver } from './passed-over.ts'
import { unlessUnreadable } from './unreadable.ts'
import type { Run } from './run.ts'
import { chargeStep } from './steps.ts'

/** Records charges that are missing, and compares those whose refunds don't add up to what Stripe counts. */
export async function* reconcileCharges(s: Services, run: Run): AsyncGenerator<Run> {
  const sessions = await readSessions(s, run)
  let report = run.after === null ? await passOver(s, run, sessions.unreadable) : run.report
  for await (const { items, unreadable, last } of s.stripe.pages.charges(run.account, { since: run.since, after: run.after })) {
    report = await passOver(s, { ...run, report }, unreadable)
    for (const charge of items) {
      const finding = await reconcileCharge(s, run, charge, sessions.byIntent.get(charge.paymentIntent) ?? [])
      if (finding !== null) report = withFinding(report, 'charges', finding, charge.captured, charge.currency)
    }
    yield { ...run, after: last, report }
  }
}

/** How long before its charge a session may have been opened, in seconds: it expires after 24 hours at most. */
const SESSION_IS_OPEN = 24 * 3600

interface Sessions {
  readonly byIntent: ReadonlyMap<string | null, readonly SessionMarks[]>
  readonly unreadable: readonly Unreadable[]
}

/** What sessions say of their payment intents: read once, instead of once for each charge without a mark. */
async function readSessions(s: Services, run: Run): Promise<Sessions> {
  const marked: SessionFacts[] = []
  const passed: Unreadable[] = []
  const since = run.since === null ? null : new Date(run.since.getTime() - SESSION_IS_OPEN * 1000)
  for await (const { items, unreadable } of s.stripe.pages.sessions(run.account, { since, after: null })) {
    passed.push(...unreadable)
    marked.push(...items.filter(({ mark, reference, paymentIntent }) => paymentIntent !== null && (mark ?? reference) !== null))
  }
  return { byIntent: Map.groupBy(marked, ({ paymentIntent }) => paymentIntent), unreadable: passed }
}

/** Null for what is none of ours: no money yet, or foreign. */
async function reconcileCharge(s: Services, run: Run, charge: ChargeFacts, sessions: readonly SessionMarks[]): Promise<Finding | null> {
  const { store, account } = run
  if (!charge.isMoney) return null
  await recordCharge(s, store, account, charge, sessions)
  const held = await findCharge(s, store, charge.id)
  if (held === undefined || held.state === 'foreign') return null
  const isToCompare = held.compare_wanted_at !== null || (await sumDiffers(s, store, charge))
  if (isToCompare && (await unlessUnreadable(() => compareCharge(s, { store, id: charge.id }))) === 'unreadable') {
    await doubtInvoiceOf(s.db, store, charge.id, s.clock())
    return 'differing'
  }
  if (held.state === 'unmatched') {
    const isSeenTo = held.unmatched_because === 'currency_mismatch' && (await isSettled(s.db, mismatchOf(held)))
    return isSeenTo ? 'matched' : 'unexplained'
  }
  if (await isBooked(s, store, charge)) return (await chargeStep(s, run, charge.id)) ?? 'matched'
  await callForCharge(s, run, charge.id)
  return 'differing'
}

/** Whether its row says what Stripe captured. */
async function isBooked(s: Services, store: string, charge: ChargeFacts): Promise<boolean> {
  const row = await s.db
    .selectFrom('payments')
    .select('amount')
    .where('store', '=', store)
    .where('charge', '=', charge.id)
    .where('kind', '=', 'charge')
    .executeTakeFirst()
  return row?.amount === charge.captured
}
