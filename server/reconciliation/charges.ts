import { chargeEntry, isSameEntry } from '../domain/books-and-stripe.ts'
import { unread, withFinding, type Finding } from '../domain/reconciliation-report.ts'
import type { SessionMarks } from '../domain/assignment.ts'
import type { StripeCharge } from '../domain/stripe-facts.ts'
import type { SessionFacts } from '../stripe/objects/checkout-session.ts'
import { isAcknowledged } from '../attention/queries.ts'
import { compareCharge } from '../sync/compare-charge.ts'
import { claimAndRecord } from '../sync/claim.ts'
import type { Unreadable } from '../stripe/pages.ts'
import { sumDiffers } from '../ledger/refund-sum.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { markDiffering, openDifferenceOf } from './differences.ts'
import { chargeEntryOf } from './queries.ts'
import { recordSkipped } from './skipped.ts'
import { unlessRightMissing, unlessUnreadable } from './unreadable.ts'
import type { Run } from './run.ts'
import { chargeChange } from './changes.ts'

/** Records charges that are missing, and compares those whose refunds don't add up to what Stripe counts. */
export async function* reconcileCharges(ctx: GatewayCtx, run: Run): AsyncGenerator<Run> {
  const read = await unlessRightMissing(() => readSessions(ctx, run))
  const sessions = read === 'right missing' ? NO_SESSIONS : read
  let report = run.after === null ? await recordSkipped(ctx, run, sessions.unreadable) : run.report
  if (read === 'right missing') report = unread(report)
  for await (const { items, unreadable, last } of ctx.gateway.pages.charges(run.account, { since: run.since, after: run.after })) {
    report = await recordSkipped(ctx, { ...run, report }, unreadable)
    for (const charge of items) {
      const finding = await reconcileCharge(ctx, run, charge, sessions.byIntent.get(charge.paymentIntent) ?? [])
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

const NO_SESSIONS: Sessions = { byIntent: new Map(), unreadable: [] }

/** What sessions say of their payment intents: read once, instead of once for each charge without a mark. */
async function readSessions(ctx: GatewayCtx, run: Run): Promise<Sessions> {
  const marked: SessionFacts[] = []
  const passed: Unreadable[] = []
  const since = run.since === null ? null : new Date(run.since.getTime() - SESSION_IS_OPEN * 1000)
  for await (const { items, unreadable } of ctx.gateway.pages.sessions(run.account, { since, after: null })) {
    passed.push(...unreadable)
    marked.push(...items.filter(({ mark, reference, paymentIntent }) => paymentIntent !== null && (mark ?? reference) !== null))
  }
  return { byIntent: Map.groupBy(marked, ({ paymentIntent }) => paymentIntent), unreadable: passed }
}

/** Null for what is none of ours: no money yet, or foreign. */
async function reconcileCharge(
  ctx: GatewayCtx,
  run: Run,
  charge: StripeCharge,
  sessions: readonly SessionMarks[],
): Promise<Finding | null> {
  const { store, account } = run
  if (!charge.isCaptured) return null
  const known = (await claimAndRecord(ctx, { store, account }, charge, sessions))?.charge
  if (known === undefined || known.assignment === 'foreign') return null
  const isToCompare = known.compare_wanted_at !== null || (await sumDiffers(ctx, known, charge))
  if (isToCompare && (await unlessUnreadable(() => compareCharge(ctx, { store, id: charge.id }))) === 'unreadable') {
    await markDiffering(ctx, store, charge.id)
    return 'differing'
  }
  if (known.assignment === 'unmatched') {
    const isKnown =
      known.unmatched_because === 'currency_mismatch' &&
      (await isAcknowledged(ctx.db, { store, code: 'currency_mismatch', subject: known.id }))
    return isKnown ? 'matched' : 'unexplained'
  }
  if (isSameEntry(await chargeEntryOf(ctx.db, store, charge.id), chargeEntry(charge)))
    return (await chargeChange(ctx, run, charge.id)) ?? 'matched'
  await openDifferenceOf(ctx, run, charge.id)
  return 'differing'
}
