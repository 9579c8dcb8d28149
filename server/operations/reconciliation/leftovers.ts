import { readDatabaseNow } from '../../database/time.ts'
import { sql } from 'kysely'
import type { DisputeRow } from '../../database/schema.ts'
import { withFinding, type Report } from '../../domain/reconciliation-report.ts'
import type { Services } from '../services.ts'
import { callForCharge } from './differences.ts'
import { reconcileDispute } from './disputes.ts'
import { reconcileRefundsOf } from './refunds.ts'
import type { Run } from './run.ts'
import { unlessUnreadable } from './unreadable.ts'

/**
 * What Stripe's lists did not name: refunds and disputes of ours that are still underway but older than what was read,
 * and refunds within it that Stripe should have named. Each is asked for by its id.
 */
export async function* reconcileLeftovers(s: Services, run: Run): AsyncGenerator<Run> {
  let { report } = run
  for (const refund of await refundsNotSeen(s, run)) {
    report = await askForRefund(s, { ...run, report }, refund)
    yield { ...run, report }
  }
  for (const { id, charge, amount, currency } of await disputesNotSeen(s, run)) {
    const fetchedAt = await readDatabaseNow(s.db)
    const dispute = await unlessUnreadable(() => s.stripe.getDispute(run.account, id))
    if (dispute === 'unreadable') {
      await callForCharge(s, run, charge)
      report = withFinding(report, 'disputes', 'differing', amount, currency)
    } else if (dispute !== null) report = await reconcileDispute(s, { ...run, report }, dispute, fetchedAt)
    yield { ...run, report }
  }
}

interface OwnRefund {
  readonly id: string
  readonly charge: string
  readonly amount: number
  readonly currency: string
}

async function askForRefund(s: Services, run: Run, own: OwnRefund): Promise<Report> {
  const fetchedAt = await readDatabaseNow(s.db)
  const refund = await unlessUnreadable(() => s.stripe.getRefund(run.account, own.id))
  if (refund === null || refund === 'unreadable') {
    await callForCharge(s, run, own.charge)
    return withFinding(run.report, 'refunds', refund === null ? 'unexplained' : 'differing', own.amount, own.currency)
  }
  return reconcileRefundsOf(s, run, [refund], fetchedAt)
}

async function refundsNotSeen(s: Services, run: Run): Promise<OwnRefund[]> {
  const rows = await s.db
    .selectFrom('payments')
    .select(['refund', 'charge', 'amount', 'currency'])
    .where('store', '=', run.store)
    .where('kind', '=', 'refund')
    .where((where) => where.or([where('fetched_at', 'is', null), where('fetched_at', '<', run.begunAt)]))
    .where((where) =>
      where.or([where('status', 'in', ['pending', 'requires_action']), where('recorded_at', '>=', run.since ?? sql<Date>`'-infinity'`)]),
    )
    .where('status', 'not in', ['failed', 'canceled'])
    .execute()
  return rows.flatMap(({ refund, charge, amount, currency }) =>
    refund === null || charge === null ? [] : [{ id: refund, charge, amount: -amount, currency }],
  )
}

function disputesNotSeen(s: Services, run: Run): Promise<Pick<DisputeRow, 'id' | 'charge' | 'amount' | 'currency'>[]> {
  return s.db
    .selectFrom('disputes')
    .select(['id', 'charge', 'amount', 'currency'])
    .where('store', '=', run.store)
    .where('closed_at', 'is', null)
    .where('fetched_at', '<', run.begunAt)
    .execute()
}
