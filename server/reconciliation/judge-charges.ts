import { readAcknowledgedSubjects } from '../attention/queries.ts'
import { storeKey } from '../database/store-key.ts'
import { chargeEntry, isSameEntry } from '../domain/books-and-stripe.ts'
import { withFinding, type Finding, type Report } from '../domain/reconciliation-report.ts'
import type { StripeCharge } from '../domain/stripe-facts.ts'
import { findCharges } from '../ledger/charge-queries.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { chargeChanges } from './changes.ts'
import { openDifferenceOf } from './differences.ts'
import { chargeEntriesOf } from './queries.ts'
import type { Run } from './run.ts'

/** The run's report with what was found of these charges of Stripe's that are ours. */
export async function judgeCharges(ctx: GatewayCtx, run: Run, charges: readonly StripeCharge[]): Promise<Report> {
  if (charges.length === 0) return run.report
  const { store } = run
  const ids = charges.map(({ id }) => id)
  const known = await findCharges(
    ctx.db,
    ids.map((id) => ({ store, id })),
  )
  const booked = await chargeEntriesOf(ctx.db, store, ids)
  const changes = await chargeChanges(ctx, run, ids)
  const unmatched = [...known.values()].filter(({ assignment }) => assignment === 'unmatched').map(({ id }) => id)
  const acknowledged = await readAcknowledgedSubjects(ctx.db, store, 'currency_mismatch', unmatched)

  const findingOf = async (charge: StripeCharge): Promise<Finding> => {
    const here = known.get(storeKey({ store, id: charge.id }))
    if (here?.assignment === 'unmatched')
      return here.unmatched_because === 'currency_mismatch' && acknowledged.has(charge.id) ? 'matched' : 'unexplained'
    if (isSameEntry(booked.get(charge.id), chargeEntry(charge))) return changes.get(charge.id) ?? 'matched'
    await openDifferenceOf(ctx, run, charge.id)
    return 'differing'
  }
  let { report } = run
  for (const charge of charges) report = withFinding(report, 'charges', await findingOf(charge), charge.captured, charge.currency)
  return report
}
