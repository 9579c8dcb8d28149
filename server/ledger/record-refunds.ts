/** The only writer of refund rows: the API's answer, webhooks, retries and reconciliation all record through here. */
import type { InvoiceId, StoreId } from '../contract/ids.ts'
import type { Ctx } from '../context/ctx.ts'
import type { PaymentRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import { misfitOf } from '../domain/refund-requests.ts'
import { isRelease } from '../domain/releases.ts'
import type { StripeRefund } from '../domain/stripe-facts.ts'
import { addRefund } from './add-refund.ts'
import { lockedCharges, watchForOverRefunds } from './locked-charges.ts'
import { moveRefund } from './move-refund.ts'
import type { Learned, Recording, RefundBooks } from './recording.ts'
import { closeRequest, findRefunds, findRequests } from './refund-queries.ts'

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
export function recordRefunds(
  ctx: Ctx,
  store: StoreId,
  refunds: readonly StripeRefund[],
  learned: Learned,
  { invoices, whenClear }: RecordingOptions = {},
): Promise<RecordedRefunds> {
  const toLock = { store, charges: refunds.map(({ charge }) => charge), invoices }
  return lockedCharges(ctx, toLock, async (tx, charges, touched) => {
    const books = await readBooks(tx, store, refunds)
    const recorded = { added: new Array<PaymentRow>(), moved: new Array<PaymentRow>(), unclear: new Array<StripeRefund>() }
    for (const refund of refunds) {
      const charge = charges.get(refund.charge)
      if (charge === undefined || charge.assignment === 'foreign' || isRelease(refund, charge)) continue
      const { kind, row } = await recordOne({ tx, ctx, charge, books, learned }, refund)
      if (kind === 'unclear') recorded.unclear.push(refund)
      if (kind === 'added' || kind === 'moved') {
        recorded[kind].push(row)
        touched.add(charge.id)
      }
    }
    await watchForOverRefunds(
      tx,
      store,
      [...charges.values()].filter(({ id }) => touched.has(id)),
    )
    if (recorded.unclear.length === 0) await whenClear?.(tx)
    return recorded
  })
}

async function readBooks(tx: Transaction, store: StoreId, refunds: readonly StripeRefund[]): Promise<RefundBooks> {
  const ids = refunds.map(({ id }) => id)
  const named = refunds.flatMap(({ request }) => request ?? [])
  const rows = await findRefunds(tx, store, ids)
  const requests = await findRequests(tx, store, named, ids)
  return { rows: new Map(rows.map((row) => [row.refund ?? '', row])), requests: new Map(requests.map((request) => [request.id, request])) }
}

async function recordOne(
  recording: Recording,
  refund: StripeRefund,
): Promise<{ readonly kind: 'same' | 'added' | 'moved' | 'unclear'; readonly row: PaymentRow }> {
  const { books } = recording
  const known = books.rows.get(refund.id)
  if (known !== undefined) {
    const moved = await moveRefund(recording, known, refund)
    books.rows.set(refund.id, moved.row)
    const hasClosed = await closeNamed(recording, known, refund)
    return hasClosed && moved.kind === 'same' ? { ...moved, kind: 'moved' } : moved
  }
  const row = await addRefund(recording, refund)
  books.rows.set(refund.id, row)
  return { kind: 'added', row }
}

/** The refund may have got a row of its own before it was known which request it is of: then the request is only to be closed. */
async function closeNamed({ tx, books }: Recording, row: PaymentRow, refund: StripeRefund): Promise<boolean> {
  if (refund.request === row.id) return false
  const named = books.requests.get(refund.request ?? '')
  if (named?.state !== 'open') return false
  const closes = [...books.requests.values()].find((request) => request.refund === refund.id)?.id ?? null
  if (misfitOf(named, refund, closes) !== null) return false
  await closeRequest(tx, named, { state: 'recorded', refund: refund.id }, { isOpen: false })
  books.requests.set(named.id, { ...named, state: 'recorded', refund: refund.id })
  return true
}
