/** Records a captured charge on the invoice that it names; without one it waits as unmatched, or is foreign. */
import type { InvoiceId, StoreId } from '../contract/ids.ts'
import { writeAudit } from '../audit/write-audit.ts'
import type { Ctx } from '../context/ctx.ts'
import { invoiceTransaction } from '../database/invoice-transaction.ts'
import { lockInvoice, lockInvoiceId, lockInvoiceIds, lockInvoices } from '../database/locks.ts'
import type { ChargeRow, InvoiceRow } from '../database/schema.ts'
import { storeKey } from '../database/store-key.ts'
import type { Transaction } from '../database/transactions.ts'
import { placeOf } from '../domain/assignment.ts'
import type { StripeCharge } from '../domain/stripe-facts.ts'
import { assignCharge, assignCharges } from './assign-charge.ts'
import { lockedCharges, watchForOverRefunds } from './locked-charges.ts'
import { findCharge, insertCharges, setCaptured, setChargeColumns, type ChargeToRecord, type RecordedCharge } from './charge-queries.ts'

/** A charge as it is recorded by now. */
export interface ChargeOutcome {
  readonly charge: RecordedCharge
  /** Rows added or changed by recording it. */
  readonly changed: number
}

/**
 * Records a charge that is new here, or foreign until now, on the invoice that it claims; null where it claims none. The
 * first assignment is final.
 */
export function recordCharge(ctx: Ctx, store: StoreId, charge: StripeCharge, claimed: InvoiceId | null): Promise<ChargeOutcome> {
  return invoiceTransaction(ctx, store, claimed === null ? [] : [claimed], (tx) => recordClaimed(tx, ctx, store, charge, claimed))
}

/** The same for many charges in one transaction, with the invoices that they claim; those that are ours already are left out. */
export function recordCharges(
  ctx: Ctx,
  store: StoreId,
  charges: readonly Omit<ClaimedCharge, 'store' | 'invoice'>[],
  compareIn: number,
): Promise<ReadonlyMap<string, RecordedCharge>> {
  const claims = [...new Set(charges.flatMap(({ claimed }) => claimed ?? []))].toSorted()
  return invoiceTransaction(ctx, store, claims, async (tx) => {
    await lockInvoiceIds(
      tx,
      claims.map((id) => ({ store, id })),
    )
    const invoices = new Map((await lockInvoices(tx, store, claims)).map((invoice) => [invoice.id, invoice]))
    const placed = charges.map((one) => ({ store, ...one, invoice: invoices.get(one.claimed ?? '') }))
    return placeCharges(tx, ctx, placed, compareIn)
  })
}

/** Brings a charge of ours up to date with what Stripe says of it. */
export async function updateCharge(ctx: Ctx, existing: RecordedCharge, charge: StripeCharge): Promise<ChargeOutcome> {
  const isSame = existing.payment !== null && saysNothingNew(existing, charge)
  return isSame ? { charge: existing, changed: 0 } : bringUpToDate(ctx, existing, charge)
}

/** The same as {@link recordCharge} in a transaction of the caller's. */
export async function recordClaimed(
  tx: Transaction,
  ctx: Ctx,
  store: StoreId,
  charge: StripeCharge,
  claimed: InvoiceId | null,
): Promise<ChargeOutcome> {
  if (claimed !== null) await lockInvoiceId(tx, store, claimed)
  const invoice = claimed === null ? undefined : await lockInvoice(tx, store, claimed)
  const placed = (await placeCharges(tx, ctx, [{ store, charge, claimed, invoice }])).get(storeKey({ store, id: charge.id }))
  if (placed === undefined) return { charge: await knownCharge(tx, store, charge), changed: 0 }
  return { charge: placed, changed: placed.assignment === 'foreign' ? 0 : 1 }
}

/** A charge that is new here, or foreign until now. */
export interface ClaimedCharge {
  readonly store: StoreId
  readonly charge: StripeCharge
  /** The invoice that it claims, whose id is locked. */
  readonly claimed: InvoiceId | null
  /** The same, locked, where there is one. */
  readonly invoice: InvoiceRow | undefined
  /** Whether the caller compares the sum of its refunds with the books. */
  readonly isSummed?: boolean
}

/**
 * Records charges on the invoices that they claim, each given once; one with refunds or disputes is to be compared with Stripe in
 * `compareIn` seconds. Returns those that were recorded by it, by their keys.
 */
export async function placeCharges(
  tx: Transaction,
  ctx: Ctx,
  charges: readonly ClaimedCharge[],
  compareIn = 0,
): Promise<ReadonlyMap<string, RecordedCharge>> {
  if (charges.length === 0) return new Map()
  const rows = await insertCharges(
    tx,
    charges.map((charge) => columnsOf(charge, compareIn)),
  )
  const payments = await assignCharges(
    tx,
    ctx,
    rows.filter(({ assignment }) => assignment !== 'foreign'),
  )
  return new Map(rows.map((row) => [storeKey(row), { ...row, payment: payments.get(storeKey(row)) ?? null }]))
}

function columnsOf({ store, charge, claimed, invoice, isSummed = false }: ClaimedCharge, compareIn: number): ChargeToRecord {
  return {
    store,
    id: charge.id,
    ...placeOf(claimed, invoice, charge.currency),
    claimed_invoice: claimed,
    payment_intent: charge.paymentIntent,
    method: charge.method,
    requires_reader: charge.requiresReader,
    currency: charge.currency,
    authorized: charge.authorized,
    captured: charge.captured,
    ...feeColumns(charge.fee),
    card_brand: charge.card?.brand ?? null,
    card_last4: charge.card?.last4 ?? null,
    receipt_url: charge.receiptUrl,
    charged_at: charge.createdAt,
    compare_in: (charge.amountRefunded > 0 && !isSummed) || charge.isDisputed ? compareIn : null,
  }
}

/** Another recorded it first. */
async function knownCharge(tx: Transaction, store: StoreId, { id }: StripeCharge): Promise<RecordedCharge> {
  const charge = await findCharge(tx, store, id)
  if (charge === undefined) throw new Error(`the charge ${id} is neither new nor known`)
  return charge
}

/** What may change of a charge that is known: more was captured, its fee or receipt became known, and a row that was lost comes back. */
function bringUpToDate(ctx: Ctx, { store, id, invoice }: RecordedCharge, charge: StripeCharge): Promise<ChargeOutcome> {
  const toLock = { store, charges: [id], invoices: invoice === null ? [] : [invoice] }
  return lockedCharges(ctx, toLock, async (tx, _locked, touched) => {
    const known = await knownCharge(tx, store, charge)
    const isLost = known.payment === null
    if (!isLost && saysNothingNew(known, charge)) return { charge: known, changed: 0 }
    // Both only grow: an authorisation may be incremented, and captured more than once. A payload may be older than what is known.
    const captured = Math.max(known.captured, charge.captured)
    const authorized = Math.max(known.authorized, charge.authorized)
    const grew = captured !== known.captured
    // What was known of the fee was of the captures so far.
    const columns = {
      captured,
      authorized,
      receipt_url: charge.receiptUrl ?? known.receipt_url,
      ...((grew || charge.fee !== null) && feeColumns(charge.fee)),
    }
    await setChargeColumns(tx, known, columns)
    const now = { ...known, ...columns }
    const payment = isLost ? await assignCharge(tx, ctx, now, { restored: true }) : known.payment
    if (grew && !isLost) await noteCapture(tx, known, captured)
    if (grew) await watchForOverRefunds(tx, [now])
    touched.add(id)
    return { charge: { ...now, payment }, changed: isLost || grew ? 1 : 0 }
  })
}

/** Whether nothing of what is known changes by it. */
export function saysNothingNew(known: ChargeRow, charge: StripeCharge): boolean {
  const { fee } = charge
  const isSameFee = fee === null || (fee.amount === known.fee && fee.currency === known.fee_currency)
  const isSameReceipt = known.receipt_url !== null || charge.receiptUrl === null
  return charge.captured <= known.captured && charge.authorized <= known.authorized && isSameFee && isSameReceipt
}

function feeColumns(fee: StripeCharge['fee']) {
  return { fee: fee?.amount ?? null, fee_currency: fee?.currency ?? null }
}

async function noteCapture(tx: Transaction, known: ChargeRow, captured: number): Promise<void> {
  const payment = await setCaptured(tx, known, captured)
  if (payment === undefined) return
  writeAudit(tx, {
    store: known.store,
    invoice: known.invoice,
    action: 'stripe_payment_changed',
    payment,
    charge: known.id,
    amount: captured,
    currency: known.currency,
    data: { from: known.captured },
  })
}
