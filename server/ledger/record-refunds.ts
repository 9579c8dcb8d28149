/** The only writer of refund rows: the API's answer, webhooks, retries and reconciliation all record through here. */
import type { InvoiceId, PaymentId, RefundId, StoreId } from '../contract/ids.ts'
import { claimRefund } from './claim-refund.ts'
import { lockedCharges } from './locked-charges.ts'
import { isRelease } from '../domain/releases.ts'
import { fetchedAfter, laterReference, nextStep, type Progress } from '../domain/refund-states.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { itemOf, openAttention, resolveAttention } from '../attention/queries.ts'
import type { ChargeRow, PaymentRow, RefundRequestRow } from '../database/schema.ts'
import { databaseNow } from '../database/time.ts'
import type { Transaction } from '../database/transactions.ts'
import type { StripeRefund } from '../domain/stripe-facts.ts'
import type { Ctx } from '../context/ctx.ts'

/** How the refunds were learned. */
export interface Learned {
  readonly foundBy: 'api' | 'webhook' | 'reconciliation'
  /** When the fetch that told them began; null for a payload, which may be older than it looks. */
  readonly fetchedAt: Date | null
}

export interface RecordedRefunds {
  /** The refunds whose rows were added, and those whose rows changed. */
  readonly added: readonly string[]
  readonly moved: readonly string[]
  /** Refunds of which Stripe has to be asked: the payload and the books hold two states of one rank. */
  readonly unclear: readonly string[]
}

/**
 * Records what Stripe says of refunds of charges held here, one row per refund, whatever order news comes in. Closes the
 * refund request that a refund names. Refunds of charges that are foreign or not held are left out.
 */
export function recordRefunds(ctx: Ctx, store: StoreId, refunds: readonly StripeRefund[], learned: Learned): Promise<RecordedRefunds> {
  const charges = refunds.map((refund) => refund.charge)
  return lockedCharges(ctx, store, charges, async (tx, held, touched) => {
    const outcomes: Record<'same' | 'added' | 'moved' | 'unclear', string[]> = { same: [], added: [], moved: [], unclear: [] }
    for (const refund of refunds) {
      const charge = held.get(refund.charge)
      if (charge === undefined || charge.state === 'foreign' || isRelease(refund, charge)) continue
      const outcome = await recordOne(tx, ctx, charge, refund, learned)
      outcomes[outcome].push(refund.id)
      if (outcome === 'added' || outcome === 'moved') touched.add(charge.id)
    }
    return outcomes
  })
}

async function recordOne(
  tx: Transaction,
  ctx: Ctx,
  charge: ChargeRow,
  refund: StripeRefund,
  learned: Learned,
): Promise<'same' | 'added' | 'moved' | 'unclear'> {
  const row = await tx
    .selectFrom('payments')
    .selectAll()
    .where('store', '=', charge.store)
    .where('refund', '=', refund.id)
    .executeTakeFirst()
  if (row !== undefined) {
    const outcome = await moveForward(tx, row, refund, learned)
    const ended = await endNamed(tx, row, refund)
    return ended && outcome === 'same' ? 'moved' : outcome
  }
  await addRow(tx, ctx, charge, refund, learned)
  return 'added'
}

async function addRow(tx: Transaction, ctx: Ctx, charge: ChargeRow, refund: StripeRefund, learned: Learned): Promise<void> {
  const named = await namedRequest(tx, charge.store, refund)
  const request = named !== undefined && fits(named, refund) ? named : undefined
  const claimed = named === undefined ? await claimRefund(tx, ctx, charge, refund) : null
  const asked = request ?? claimed
  const id = asked?.id ?? ctx.newId('pay')
  const actor = { actor_name: asked?.actor_name ?? null, via: asked?.via ?? ('stripe_dashboard' as const) }
  await tx
    .insertInto('payments')
    .values({
      id,
      store: charge.store,
      invoice: charge.invoice,
      kind: 'refund',
      method: 'stripe_refund',
      amount: -refund.amount,
      currency: refund.currency,
      recorded_at: refund.createdAt,
      ...actor,
      actor_id: asked?.actor_id ?? null,
      note: request?.note ?? null,
      charge: charge.id,
      refund: refund.id,
      reason: refund.reason,
      fetched_at: learned.fetchedAt,
      ...stateColumns(refund),
      ...referenceColumns(refund.reference),
    })
    .execute()
  if (request !== undefined) await closeRequest(tx, request, refund.id)
  else if (named !== undefined) await openAttention(tx, itemOf(charge, 'over_refunded', { payment: id }))
  // Recorded once per refund: a row that was lost and is restored is a change.
  const restored = await wasRecorded(tx, charge.store, refund.id)
  const action = restored ? 'stripe_refund_changed' : 'stripe_refund_recorded'
  await writeAudit(tx, {
    ...about(charge.store, charge.invoice, id, refund),
    ...actor,
    action,
    data: {
      foundBy: learned.foundBy,
      status: refund.state,
      reason: refund.reason,
      ...(restored && { restored }),
      ...(claimed !== null && { claimed: true }),
    },
  })
}

async function moveForward(
  tx: Transaction,
  row: PaymentRow,
  refund: StripeRefund,
  learned: Learned,
): Promise<'same' | 'moved' | 'unclear'> {
  const held: Progress = {
    state: row.status,
    pendingReason: row.pending_reason,
    failureReason: row.failure_reason,
    fetchedAt: row.fetched_at,
  }
  const news: Progress = { ...refund, fetchedAt: learned.fetchedAt }
  const step = nextStep(held, news)
  if (step === 'keep') return 'same'
  if (step === 'ask') return 'unclear'
  const reference = laterReference({ type: row.reference_type, value: row.reference_value, status: row.reference_status }, refund.reference)
  const next = { ...stateColumns(refund), ...referenceColumns(reference) }
  const isNews = Object.entries(next).some(([column, value]) => Object.entries(row).some(([name, now]) => name === column && now !== value))
  await tx
    .updateTable('payments')
    .set({ ...next, fetched_at: fetchedAfter(held, news) })
    .where('id', '=', row.id)
    .execute()
  if (!isNews) return 'same'
  await writeAudit(tx, {
    ...about(row.store, row.invoice, row.id, refund),
    actor_name: null,
    via: 'stripe',
    action: 'stripe_refund_changed',
    data: {
      foundBy: learned.foundBy,
      from: row.status,
      to: refund.state,
      pendingReason: refund.pendingReason,
      failureReason: refund.failureReason,
      reference: reference.value,
    },
  })
  return 'moved'
}

async function wasRecorded(tx: Transaction, store: StoreId, refund: RefundId): Promise<boolean> {
  const entry = await tx
    .selectFrom('audit_entries')
    .select('id')
    .where('store', '=', store)
    .where('refund', '=', refund)
    .where('action', '=', 'stripe_refund_recorded')
    .executeTakeFirst()
  return entry !== undefined
}

function namedRequest(tx: Transaction, store: StoreId, refund: StripeRefund): Promise<RefundRequestRow | undefined> {
  if (refund.request === null) return Promise.resolve(undefined)
  return tx.selectFrom('refund_requests').selectAll().where('store', '=', store).where('id', '=', refund.request).executeTakeFirst()
}

/** Only a refund of the same charge, amount and currency closes a request, and only once; its own refund fits again. */
function fits(request: RefundRequestRow, refund: StripeRefund): boolean {
  const isFree = request.refund === null || request.refund === refund.id
  return isFree && request.charge === refund.charge && request.amount === refund.amount && request.currency === refund.currency
}

/** The refund may have got a row of its own before it was known which request it is of: then the request only has to end. */
async function endNamed(tx: Transaction, row: PaymentRow, refund: StripeRefund): Promise<boolean> {
  if (refund.request === null || refund.request === row.id) return false
  const named = await namedRequest(tx, row.store, refund)
  if (named?.state !== 'open' || !fits(named, refund)) return false
  const taken = await tx
    .selectFrom('refund_requests')
    .select('id')
    .where('store', '=', row.store)
    .where('refund', '=', refund.id)
    .executeTakeFirst()
  if (taken !== undefined) return false
  await closeRequest(tx, named, refund.id)
  return true
}

async function closeRequest(tx: Transaction, request: RefundRequestRow, refund: RefundId): Promise<void> {
  await tx
    .updateTable('refund_requests')
    .set({ state: 'recorded', refund, closed_at: databaseNow, next_attempt_at: null })
    .where('id', '=', request.id)
    .execute()
  await resolveAttention(tx, { store: request.store, code: 'refund_unknown', subject: request.id })
}

function about(store: StoreId, invoice: InvoiceId | null, payment: PaymentId, refund: StripeRefund) {
  return { store, invoice, payment, charge: refund.charge, refund: refund.id, amount: -refund.amount, currency: refund.currency }
}

function stateColumns(refund: StripeRefund) {
  return { status: refund.state, pending_reason: refund.pendingReason, failure_reason: refund.failureReason }
}

function referenceColumns(reference: StripeRefund['reference']) {
  return { reference_type: reference.type, reference_value: reference.value, reference_status: reference.status }
}
