/** The only writer of refund rows: the API's answer, webhooks, retries and reconciliation all record through here. */
import type { InvoiceId, StoreId } from '../contract/ids.ts'
import type { Ctx } from '../context/ctx.ts'
import type { ChargeRow, PaymentRow } from '../database/schema.ts'
import { storeKey } from '../database/store-key.ts'
import { touchInvoice, type Transaction } from '../database/transactions.ts'
import type { ChargeLedger } from '../domain/refundable.ts'
import { misfitOf } from '../domain/refund-requests.ts'
import { isRelease } from '../domain/releases.ts'
import type { StripeRefund } from '../domain/stripe-facts.ts'
import { addRefund } from './add-refund.ts'
import { lockedCharges, watchForOverRefunds } from './locked-charges.ts'
import { moveRefund } from './move-refund.ts'
import type { Learned, Recording, StoreRefund } from './recording.ts'
import { openRefundBooks } from './refund-books.ts'

export interface RecordedRefunds {
  /** The rows that were added, and those that changed, as they are now. */
  readonly added: readonly PaymentRow[]
  readonly moved: readonly PaymentRow[]
  /** Refunds that have to be fetched from Stripe: the payload and the books have two statuses of one rank. */
  readonly unclear: readonly StripeRefund[]
}

export interface RecordingOptions {
  /** The invoices of the refunds' charges, where the caller knows them. */
  readonly invoices?: readonly InvoiceId[]
  /** Done last in the same transaction, unless something is unclear. */
  readonly whenClear?: (tx: Transaction) => Promise<void>
}

/**
 * Records what Stripe says of refunds of charges that are known here, one row per refund, in whatever order news comes. Closes
 * the refund request that a refund names. Refunds of charges that are foreign or not known are left out.
 */
export async function recordRefunds(
  ctx: Ctx,
  store: StoreId,
  refunds: readonly StripeRefund[],
  learned: Learned,
  { invoices, whenClear }: RecordingOptions = {},
): Promise<RecordedRefunds> {
  const toLock = { store, charges: refunds.map(({ charge }) => charge), invoices }
  const recorded = await lockedCharges(ctx, toLock, async (tx, charges) => {
    const recorded = await recordLocked(
      tx,
      ctx,
      refunds.map((refund) => ({ store, refund })),
      ({ refund }) => charges.get(refund.charge),
      learned,
    )
    if (recorded.unclear.length === 0) await whenClear?.(tx)
    return { ...recorded, unclear: recorded.unclear.map(({ refund }) => refund) }
  })
  logRecorded(ctx, recorded, learned)
  return recorded
}

/** Says in the log who refunded what, whichever way it was learned: to be called once it is committed. */
export function logRecorded({ log }: Ctx, { added, moved }: Pick<RecordedRefunds, 'added' | 'moved'>, { foundBy }: Learned): void {
  const say = (message: string, row: PaymentRow): void => {
    const { store, invoice, charge, refund, status, amount, currency, via, actor_id: actor } = row
    log.info({ store, invoice, row: row.id, charge, refund, status, amount, currency, via, actor, foundBy }, message)
  }
  for (const row of added) say('A refund was recorded.', row)
  for (const row of moved) say('A refund changed.', row)
}

interface RecordedLocked extends Pick<RecordedRefunds, 'added' | 'moved'> {
  readonly unclear: readonly StoreRefund[]
  /** Of the charges of which something was recorded, as they are now, by their keys. */
  readonly ledgers: ReadonlyMap<string, ChargeLedger>
}

/** The same for refunds of any stores whose charges, as `chargeOf` finds them, are locked in the caller's transaction. */
export async function recordLocked(
  tx: Transaction,
  ctx: Ctx,
  refunds: readonly StoreRefund[],
  chargeOf: (refund: StoreRefund) => ChargeRow | undefined,
  learned: Learned,
): Promise<RecordedLocked> {
  const recorded = { added: new Array<PaymentRow>(), moved: new Array<PaymentRow>(), unclear: new Array<StoreRefund>() }
  const books = await openRefundBooks(tx, refunds)
  const touched = new Map<string, ChargeRow>()
  for (const one of refunds) {
    const charge = chargeOf(one)
    if (charge === undefined || charge.assignment === 'foreign' || isRelease(one.refund, charge)) continue
    const { kind, row } = await recordOne({ tx, ctx, charge, books, learned }, one.refund)
    if (kind === 'unclear') recorded.unclear.push(one)
    if (kind === 'added' || kind === 'moved') {
      recorded[kind].push(row)
      touched.set(storeKey(charge), charge)
    }
  }
  await books.write(tx)
  const ledgers = await watchForOverRefunds(tx, [...touched.values()])
  for (const { store, invoice } of touched.values()) if (invoice !== null) touchInvoice(tx, store, invoice, 'stripe')
  return { ...recorded, ledgers }
}

async function recordOne(
  recording: Recording,
  refund: StripeRefund,
): Promise<{ readonly kind: 'same' | 'added' | 'moved' | 'unclear'; readonly row: PaymentRow }> {
  const { books, charge } = recording
  const known = books.row({ store: charge.store, id: refund.id })
  if (known !== undefined) {
    const moved = moveRefund(recording, known, refund)
    if (moved.row !== known) books.keep(moved.row)
    const hasClosed = closeNamed(recording, known, refund)
    return hasClosed && moved.kind === 'same' ? { ...moved, kind: 'moved' } : moved
  }
  const row = await addRefund(recording, refund)
  books.keep(row)
  return { kind: 'added', row }
}

/** The refund may have got a row of its own before it was known which request it is of: then the request is only to be closed. */
function closeNamed({ charge: { store }, books }: Recording, row: PaymentRow, refund: StripeRefund): boolean {
  if (refund.request === null || refund.request === row.id) return false
  const named = books.requests.get(storeKey({ store, id: refund.request }))
  if (named?.state !== 'open') return false
  const closes = [...books.requests.values()].find((request) => request.store === store && request.refund === refund.id)?.id ?? null
  if (misfitOf(named, refund, closes) !== null) return false
  books.close(named, refund)
  return true
}
