import { readLedgersOf } from '../database/charge-ledgers.ts'
import { storeKey } from '../database/store-key.ts'
import { withFinding, type Report } from '../domain/reconciliation-report.ts'
import { mayDifferFrom } from '../domain/refundable.ts'
import type { StripeCharge } from '../domain/stripe-facts.ts'
import { findCharges, type RecordedCharge } from '../ledger/charge-queries.ts'
import { compareCharge } from '../sync/compare-charge.ts'
import { clearLaterComparisons } from '../sync/queries.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { markDiffering } from './differences.ts'
import { judgeCharges } from './judge-charges.ts'
import type { Run } from './run.ts'
import { unlessUnreadable } from './unreadable.ts'

/** Charges judged at a time. */
const AT_ONCE = 100

/** Compares those charges by themselves that still differ now that Stripe's refunds and disputes are read. */
export async function* reconcileDiffering(ctx: GatewayCtx, run: Run): AsyncGenerator<Run> {
  let { report } = run
  const charges = [...run.seen.charges.values()]
  for (let from = 0; from < charges.length; from += AT_ONCE) {
    report = await reconcileSome(ctx, { ...run, report }, charges.slice(from, from + AT_ONCE))
    yield { ...run, report }
  }
}

async function reconcileSome(ctx: GatewayCtx, run: Run, charges: readonly StripeCharge[]): Promise<Report> {
  const { store } = run
  const known = await findCharges(
    ctx.db,
    charges.map(({ id }) => ({ store, id })),
  )
  const ledgers = await readLedgersOf(ctx.db, [...known.values()])
  const isDone = (charge: StripeCharge): boolean => {
    const key = storeKey({ store, id: charge.id })
    const [here, ledger] = [known.get(key), ledgers.get(key)]
    if (here === undefined || ledger === undefined || isWantedNow(here, run)) return false
    return !mayDifferFrom(charge, ledger) && (!charge.isDisputed || ledger.disputes.length > 0)
  }
  const [done, differing] = [charges.filter(isDone), charges.filter((charge) => !isDone(charge))]
  await clearLaterComparisons(
    ctx.db,
    done.map(({ id }) => ({ store, id })),
  )
  let { report } = run
  const compared: StripeCharge[] = []
  for (const charge of differing) {
    if ((await unlessUnreadable(() => compareCharge(ctx, { store, id: charge.id }))) === 'unreadable') {
      await markDiffering(ctx, store, charge.id)
      report = withFinding(report, 'charges', 'differing', charge.captured, charge.currency)
    } else compared.push(charge)
  }
  return judgeCharges(ctx, { ...run, report }, [...done, ...compared])
}

/** Whether somebody wants it compared for more than what this run has read: what it recorded itself it wanted only for later. */
function isWantedNow({ compare_wanted_at: at }: RecordedCharge, { startedAt }: Run): boolean {
  return at !== null && at.getTime() < startedAt.getTime() + 1000 * 1800
}
