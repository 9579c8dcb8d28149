/** Compares one invoice with Stripe, heals what can be, and keeps whether both are the same: a difference calls a person. */
import type { ChargeId, InvoiceId, StoreId } from '../contract/ids.ts'
import type { SyncResult } from '../contract/responses.ts'
import { mayName } from '../domain/assignment.ts'
import { isRelease } from '../domain/releases.ts'
import { takesMoney, type RefundState } from '../domain/refund-states.ts'
import { sum } from '../domain/refundable.ts'
import { touchInvoice } from '../database/invoices.ts'
import { openAttention, resolveAttention } from '../attention/queries.ts'
import { invoiceTransaction } from '../database/invoice-transaction.ts'
import { lockInvoice } from '../database/locks.ts'
import { readDatabaseNow } from '../database/time.ts'
import { StripeUnavailable } from '../context/errors.ts'
import { compareCharge, type Comparison } from '../sync/compare-charge.ts'
import { discoverCharges } from './discover-charges.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/** How often all is read again before a difference is believed. */
const READS_AGAIN = 2

/** The invoice must be known. Throws StripeUnavailable. */
export async function checkInvoice(ctx: GatewayCtx, store: StoreId, invoice: InvoiceId): Promise<SyncResult> {
  const heard = await compareAll(ctx, store, await chargesOf(ctx, store, invoice))
  await discoverCharges(ctx, store, invoice)
  const undiscovered = (await chargesOf(ctx, store, invoice)).filter((charge) => !heard.has(charge))
  let comparisons: Comparisons = new Map([...heard, ...(await compareAll(ctx, store, undiscovered))])
  let verdict = await judge(ctx, store, invoice, comparisons)
  let recorded = changedBy(heard) + sum(undiscovered.map((id) => allOf(comparisons.get(id))))
  // What is refunded while other charges are being read looks like a difference, and is none when all are read again.
  for (let again = 0; again < READS_AGAIN && verdict.is === 'differs'; again += 1) {
    comparisons = await compareAll(ctx, store, await chargesOf(ctx, store, invoice))
    verdict = await judge(ctx, store, invoice, comparisons)
    recorded += changedBy(comparisons)
  }
  await keep(ctx, store, invoice, verdict)
  return { checkedAt: verdict.checkedAt.toISOString(), matches: verdict.matches, difference: verdict.difference, recorded }
}

/** All that came along with a charge that was new: who was first to record it makes no difference. */
function allOf(comparison: Comparison | null | undefined): number {
  return comparison == null ? 1 : stripesEntries(comparison).length + comparison.disputes.length
}

type Comparisons = ReadonlyMap<string, Comparison | null>

function changedBy(comparisons: Comparisons): number {
  return sum([...comparisons.values()].map((comparison) => comparison?.changed ?? 0))
}

async function chargesOf(ctx: GatewayCtx, store: StoreId, invoice: InvoiceId): Promise<string[]> {
  const charges = await ctx.db
    .selectFrom('charges')
    .select('id')
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .orderBy('charged_at')
    .execute()
  return charges.map(({ id }) => id)
}

async function compareAll(ctx: GatewayCtx, store: StoreId, charges: readonly ChargeId[]): Promise<Comparisons> {
  const comparisons = new Map<string, Comparison | null>()
  for (const id of charges) {
    const comparison = await compareCharge(ctx, { store, id })
    if (comparison === 'later') throw new StripeUnavailable(`another call about ${id} takes long`)
    comparisons.set(id, comparison)
  }
  return comparisons
}

interface Verdict {
  readonly checkedAt: Date
  readonly matches: boolean
  /**
   * `same`, or `differs` even after healing; while a refund's outcome is unknown, what is not the same need not differ, and
   * is `unclear`.
   */
  readonly is: 'same' | 'differs' | 'unclear'
  readonly difference: number
}

/** The same refunds, amounts and states, and nothing unknown; the sum alone would hide two mistakes that cancel out. */
async function judge(ctx: GatewayCtx, store: StoreId, invoice: InvoiceId, comparisons: Comparisons): Promise<Verdict> {
  const rows = await ctx.db
    .selectFrom('payments')
    .select(['kind', 'amount', 'status', 'refund', 'charge'])
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('kind', '<>', 'book')
    .execute()
  const open = await ctx.db
    .selectFrom('refund_requests')
    .select('id')
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('state', '=', 'open')
    .limit(1)
    .executeTakeFirst()
  const ours = rows.map((row) => entry(row.refund ?? row.charge ?? '', row.amount, row.kind === 'charge' ? 'succeeded' : row.status))
  const theirs = [...comparisons.values()].flatMap((comparison) => (comparison === null ? [] : stripesEntries(comparison)))
  const complete = [...comparisons.values()].every((comparison) => comparison !== null)
  const known = complete && open === undefined && !(await isWaitedFor(ctx, store, invoice))
  const same = JSON.stringify(ours.toSorted(byId)) === JSON.stringify(theirs.toSorted(byId))
  const is = same ? 'same' : open === undefined ? 'differs' : 'unclear'
  return { checkedAt: await readDatabaseNow(ctx.db), matches: known && same, is, difference: net(theirs) - net(ours) }
}

/**
 * Whether money that names this invoice waits for a person: a charge or a dispute in another currency, or a payment whose mark
 * names it in a way that can't be used.
 */
async function isWaitedFor(ctx: GatewayCtx, store: StoreId, invoice: InvoiceId): Promise<boolean> {
  const items = await ctx.db
    .selectFrom('attention_items')
    .select(['code', 'invoice'])
    .where('store', '=', store)
    .where((where) =>
      where.or([
        where.and([where('code', '=', 'currency_mismatch'), where('invoice', '=', invoice)]),
        where('code', 'in', ['unmatched', 'unusable_mark']),
      ]),
    )
    .where('resolved_at', 'is', null)
    .where('acknowledged_at', 'is', null)
    .execute()
  return items.some(({ code, invoice: named }) => code === 'currency_mismatch' || (named !== null && mayName(named, invoice)))
}

interface Entry {
  readonly id: string
  readonly amount: number
  readonly state: RefundState
}

function entry(id: string, amount: number, state: Entry['state']): Entry {
  return { id, amount, state }
}

function stripesEntries({ charge, refunds }: Comparison): Entry[] {
  const made = refunds.filter((refund) => !isRelease(refund, charge))
  return [entry(charge.id, charge.captured, 'succeeded'), ...made.map((refund) => entry(refund.id, -refund.amount, refund.state))]
}

function net(entries: readonly Entry[]): number {
  return sum(entries.filter((one) => takesMoney(one.state)).map((one) => one.amount))
}

function byId(one: Entry, other: Entry): number {
  return one.id < other.id ? -1 : 1
}

async function keep(ctx: GatewayCtx, store: StoreId, invoice: InvoiceId, verdict: Verdict): Promise<void> {
  await invoiceTransaction(ctx, store, [invoice], async (tx) => {
    await lockInvoice(tx, store, invoice)
    await tx
      .updateTable('invoices')
      .set({
        sync_checked_at: verdict.checkedAt,
        sync_matches: verdict.matches,
        sync_difference: verdict.difference,
      })
      .where('store', '=', store)
      .where('id', '=', invoice)
      .execute()
    if (verdict.is === 'same') await resolveAttention(tx, { store, code: 'difference', subject: invoice })
    if (verdict.is === 'differs') await openAttention(tx, { store, code: 'difference', invoice })
    await touchInvoice(tx, store, invoice)
  })
}
