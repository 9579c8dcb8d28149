/** Compares one invoice with Stripe, heals what can be, and keeps whether both are the same: a difference calls a person. */
import { touchInvoice } from '../database/transactions.ts'
import type { ChargeId, InvoiceId, StoreId } from '../contract/ids.ts'
import type { SyncResult } from '../contract/responses.ts'
import { mayBelongTo, stripesEntries, verdictOf, type Verdict } from '../domain/books-and-stripe.ts'
import { sum } from '../domain/refundable.ts'
import { openAttention, resolveAttention } from '../attention/queries.ts'
import { invoiceTransaction } from '../database/invoice-transaction.ts'
import { lockInvoice } from '../database/locks.ts'
import { StripeUnavailable } from '../context/errors.ts'
import { compareCharge, type Comparison } from '../sync/compare-charge.ts'
import { discoverCharges } from './discover-charges.ts'
import { chargesOf, entriesOf, hasOpenRequest, invoiceNow, saveVerdict, unplacedFor } from './queries.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/** How often all is read again before a difference is believed. */
const READS_AGAIN = 2

/** The invoice must be known. Throws StripeUnavailable. */
export async function checkInvoice(ctx: GatewayCtx, store: StoreId, invoice: InvoiceId): Promise<SyncResult> {
  const heard = await compareAll(ctx, store, await chargesOf(ctx.db, store, invoice))
  const isAllFound = await discoverCharges(ctx, store, invoice)
  const undiscovered = (await chargesOf(ctx.db, store, invoice)).filter((charge) => !heard.has(charge))
  let comparisons: Comparisons = new Map([...heard, ...(await compareAll(ctx, store, undiscovered))])
  let verdict = await judge(ctx, store, invoice, comparisons, isAllFound)
  let recorded = changedBy(heard) + sum(undiscovered.map((id) => allOf(comparisons.get(id))))
  // What is refunded while other charges are being read looks like a difference, and is none when all are read again.
  for (let again = 0; again < READS_AGAIN && verdict.is === 'differs'; again += 1) {
    comparisons = await compareAll(ctx, store, await chargesOf(ctx.db, store, invoice))
    verdict = await judge(ctx, store, invoice, comparisons, isAllFound)
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

async function compareAll(ctx: GatewayCtx, store: StoreId, charges: readonly ChargeId[]): Promise<Comparisons> {
  const comparisons = new Map<string, Comparison | null>()
  for (const id of charges) {
    const comparison = await compareCharge(ctx, { store, id })
    if (comparison === 'later') throw new StripeUnavailable(`another call about ${id} takes long`)
    comparisons.set(id, comparison)
  }
  return comparisons
}

interface Judged extends Verdict {
  readonly checkedAt: Date
  /** The invoice's version just before the books were read. */
  readonly version: number
}

async function judge(ctx: GatewayCtx, store: StoreId, invoice: InvoiceId, comparisons: Comparisons, isAllFound: boolean): Promise<Judged> {
  const { now: checkedAt, version } = await invoiceNow(ctx.db, store, invoice)
  const booked = await entriesOf(ctx.db, store, invoice)
  const isOpen = await hasOpenRequest(ctx.db, store, invoice)
  const unplaced = await unplacedFor(ctx.db, store, invoice)
  const verdict = verdictOf({
    booked,
    stripe: [...comparisons.values()],
    hasOpenRequest: isOpen,
    isAllKnown: isAllFound && !unplaced.some((item) => mayBelongTo(item, invoice)),
  })
  return { ...verdict, checkedAt, version }
}

async function keep(ctx: GatewayCtx, store: StoreId, invoice: InvoiceId, verdict: Judged): Promise<void> {
  await invoiceTransaction(ctx, store, [invoice], async (tx) => {
    // What changed while Stripe was read may not have been compared.
    const isOutdated = (await lockInvoice(tx, store, invoice))?.version !== verdict.version
    await saveVerdict(tx, store, invoice, { ...verdict, isOutdated })
    if (verdict.is === 'same') await resolveAttention(tx, { store, code: 'difference', subject: invoice })
    if (verdict.is === 'differs') await openAttention(tx, { store, code: 'difference', invoice })
    touchInvoice(tx, store, invoice)
  })
}
