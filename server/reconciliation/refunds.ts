import { readDatabaseNow } from '../database/time.ts'
import { isSameEntry, refundEntry, type Entry } from '../domain/books-and-stripe.ts'
import { isRelease, mayBeRelease } from '../domain/releases.ts'
import { withFinding, type Finding, type Report } from '../domain/reconciliation-report.ts'
import type { StripeRefund } from '../domain/stripe-facts.ts'
import { compareCharge } from '../sync/compare-charge.ts'
import { ownershipOf, ownershipOfKnown } from '../sync/ensure-charge.ts'
import { storeKey } from '../database/store-key.ts'
import { findCharge, findCharges } from '../ledger/charge-queries.ts'
import { recordAndRefetch } from '../sync/record-and-refetch.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { openDifferenceOf } from './differences.ts'
import type { Run } from './run.ts'
import { refundChanges, type Change } from './changes.ts'
import { refundEntriesOf } from './queries.ts'
import { recordSkipped } from './skipped.ts'
import { unlessUnreadable } from './unreadable.ts'

/** Records refunds that are missing or in another status, those of charges that nobody knew included. */
export async function* reconcileRefunds(ctx: GatewayCtx, run: Run): AsyncGenerator<Run> {
  let { report } = run
  const pages = ctx.gateway.pages.refunds(run.account, { since: run.since, after: run.after })
  for (;;) {
    const fetchedAt = await readDatabaseNow(ctx.db)
    const page = await pages.next()
    if (page.done === true) return
    report = await recordSkipped(ctx, { ...run, report }, page.value.unreadable)
    report = await reconcileRefundsOf(ctx, { ...run, report }, page.value.items, fetchedAt)
    yield { ...run, after: page.value.last, report }
  }
}

/** The report with these refunds of Stripe's in it; `fetchedAt` is when the fetch that told them began. */
export async function reconcileRefundsOf(ctx: GatewayCtx, run: Run, refunds: readonly StripeRefund[], fetchedAt: Date): Promise<Report> {
  const { ours, gone, unreadable } = await sortOut(ctx, run, refunds)
  await recordAndRefetch(ctx, run, ours, { foundBy: 'reconciliation', fetchedAt })
  const ids = ours.map((refund) => refund.id)
  for (const { id } of refunds) run.seen.refunds?.add(id)
  const booked = await refundEntriesOf(ctx.db, run.store, ids)
  const changes = await refundChanges(ctx, run, ids)
  const findings: (readonly [StripeRefund, Finding])[] = [
    ...ours.map((refund) => [refund, findingOf(refund, booked.get(refund.id), changes.get(refund.id))] as const),
    ...gone.map((refund) => [refund, 'unexplained'] as const),
    ...unreadable.map((refund) => [refund, 'differing'] as const),
  ]
  for (const [{ charge }, finding] of findings) if (finding === 'differing') await openDifferenceOf(ctx, run, charge)
  return findings.reduce((report, [{ amount, currency }, finding]) => withFinding(report, 'refunds', finding, amount, currency), run.report)
}

/**
 * Those of our charges, those of which even Stripe knows no charge, and those of which it can't be found out now; not what
 * is foreign, nor releases of an authorisation.
 */
async function sortOut(
  ctx: GatewayCtx,
  run: Run,
  refunds: readonly StripeRefund[],
): Promise<Record<'ours' | 'gone' | 'unreadable', StripeRefund[]>> {
  const sorted: Record<'ours' | 'gone' | 'unreadable', StripeRefund[]> = { ours: [], gone: [], unreadable: [] }
  const { store } = run
  const known = await findCharges(
    ctx.db,
    refunds.map(({ charge: id }) => ({ store, id })),
  )
  for (const refund of refunds) {
    const here = known.get(storeKey({ store, id: refund.charge }))
    const ownership = here === undefined ? await unlessUnreadable(() => ownershipOf(ctx, run, refund.charge)) : ownershipOfKnown(here)
    if (ownership === 'foreign') continue
    if (here === undefined ? await isKnownRelease(ctx, run, refund) : isRelease(refund, here)) continue
    // More may have been captured since the charge was last read.
    const read = mayBeRelease(refund) ? await unlessUnreadable(() => compareCharge(ctx, { store, id: refund.charge })) : null
    if (read === 'unreadable' || read === 'later') sorted.unreadable.push(refund)
    else if (read === null || !(await isKnownRelease(ctx, run, refund)))
      sorted[ownership === 'gone' || ownership === 'unreadable' ? ownership : 'ours'].push(refund)
  }
  return sorted
}

async function isKnownRelease(ctx: GatewayCtx, run: Run, refund: StripeRefund): Promise<boolean> {
  const charge = await findCharge(ctx.db, run.store, refund.charge)
  return charge !== undefined && isRelease(refund, charge)
}

function findingOf(refund: StripeRefund, booked: Entry | undefined, change: Change | undefined): Finding {
  return isSameEntry(booked, refundEntry(refund)) ? (change ?? 'matched') : 'differing'
}
