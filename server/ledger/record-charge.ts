/** Records a captured charge on the invoice that it names; without one it waits as unmatched, or is foreign. */
import type { ChargeId, InvoiceId, StoreId } from '../contract/ids.ts'
import { invoiceTransaction } from '../database/invoice-transaction.ts'
import { databaseMillisecond } from '../database/time.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { lockInvoice, lockInvoiceId } from '../database/locks.ts'
import { rowOfCharge } from '../database/payments.ts'
import type { ChargeRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import type { StripeCharge } from '../domain/stripe-facts.ts'
import { lockedCharges } from './locked-charges.ts'
import { assignment, assignCharge } from './assign-charge.ts'
import type { Ctx } from '../context/ctx.ts'

/**
 * Records a charge that is new here, or foreign until now, on the invoice that it claims; null where it claims none. The
 * first assignment is final. Returns the number of rows added.
 */
export function recordCharge(ctx: Ctx, store: StoreId, charge: StripeCharge, claimed: InvoiceId | null): Promise<number> {
  return invoiceTransaction(ctx, store, claimed === null ? [] : [claimed], (tx) => recordClaimed(tx, ctx, store, charge, claimed))
}

/** Brings a charge of ours up to date with what Stripe says of it. Returns the number of rows added or changed. */
export async function updateCharge(ctx: Ctx, existing: ChargeRow, charge: StripeCharge): Promise<number> {
  const isSame = saysNothingNew(existing, charge) && (await rowOfCharge(ctx.db, existing.store, existing.id)) !== undefined
  return isSame ? 0 : bringUpToDate(ctx, existing.store, charge)
}

export function findCharge(ctx: Ctx, store: StoreId, id: ChargeId): Promise<ChargeRow | undefined> {
  return ctx.db.selectFrom('charges').selectAll().where('store', '=', store).where('id', '=', id).executeTakeFirst()
}

/** Holds a charge whose claim is known. The first assignment is final. Returns 1 where a row was added, else 0. */
export async function recordClaimed(
  tx: Transaction,
  ctx: Ctx,
  store: StoreId,
  charge: StripeCharge,
  claimed: InvoiceId | null,
): Promise<number> {
  if (claimed !== null) await lockInvoiceId(tx, store, claimed)
  const invoice = claimed === null ? undefined : await lockInvoice(tx, store, claimed)
  const place = assignment(claimed, invoice, charge.currency)
  const columns = {
    ...place,
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
    charged_at: charge.createdAt,
  }
  // Refunds or disputes may have come while the charge was foreign or not held: Stripe is asked for them.
  const hasPast = charge.amountRefunded > 0 || charge.isDisputed
  const before = await tx
    .selectFrom('charges')
    .selectAll()
    .where('store', '=', store)
    .where('id', '=', charge.id)
    .forUpdate()
    .executeTakeFirst()
  if (before !== undefined && before.state !== 'foreign') return 0
  const wanted = place.state !== 'foreign' && (before !== undefined || hasPast) ? { compare_wanted_at: databaseMillisecond } : {}
  const row = await tx
    .insertInto('charges')
    .values({ store, id: charge.id, ...columns, ...wanted })
    .onConflict((conflict) =>
      conflict
        .columns(['store', 'id'])
        .doUpdateSet({ ...columns, ...wanted })
        .where('charges.state', '=', 'foreign'),
    )
    .returningAll()
    .executeTakeFirst()
  if (row === undefined || row.state === 'foreign') return 0
  await assignCharge(tx, ctx, row)
  return 1
}

/** What may change of a charge that is held: more was captured, its fee became known, and a row that was lost comes back. */
async function bringUpToDate(ctx: Ctx, store: StoreId, charge: StripeCharge): Promise<number> {
  return lockedCharges(ctx, store, [charge.id], async (tx, charges, touched) => {
    const held = charges.get(charge.id)
    if (held === undefined) return 0
    const isLost = (await rowOfCharge(tx, store, held.id)) === undefined
    if (!isLost && saysNothingNew(held, charge)) return 0
    // Both only grow: an authorisation may be incremented, and captured more than once. A payload may be older than what is known.
    const captured = Math.max(held.captured, charge.captured)
    const authorized = Math.max(held.authorized, charge.authorized)
    const grew = captured !== held.captured
    await tx
      .updateTable('charges')
      // What was known of the fee was of the captures so far.
      .set({ captured, authorized, ...((grew || charge.fee !== null) && feeColumns(charge.fee)) })
      .where('store', '=', store)
      .where('id', '=', held.id)
      .execute()
    if (isLost) await assignCharge(tx, ctx, { ...held, captured }, { restored: true })
    else if (grew) await noteCapture(tx, held, captured)
    // What is checked of a charge that was touched is checked by what it has now.
    held.captured = captured
    held.authorized = authorized
    touched.add(held.id)
    return isLost || grew ? 1 : 0
  })
}

function saysNothingNew(held: ChargeRow, charge: StripeCharge): boolean {
  const { fee } = charge
  const isSameFee = fee === null || (fee.amount === held.fee && fee.currency === held.fee_currency)
  return charge.captured <= held.captured && charge.authorized <= held.authorized && isSameFee
}

function feeColumns(fee: StripeCharge['fee']) {
  return { fee: fee?.amount ?? null, fee_currency: fee?.currency ?? null }
}

async function noteCapture(tx: Transaction, held: ChargeRow, captured: number): Promise<void> {
  const row = await tx
    .updateTable('payments')
    .set({ amount: captured })
    .where('store', '=', held.store)
    .where('charge', '=', held.id)
    .where('kind', '=', 'charge')
    .returning('id')
    .executeTakeFirst()
  if (row === undefined) return
  await writeAudit(tx, {
    store: held.store,
    invoice: held.invoice,
    action: 'stripe_payment_changed',
    actor_name: null,
    via: 'stripe',
    payment: row.id,
    charge: held.id,
    refund: null,
    amount: captured,
    currency: held.currency,
    data: { from: held.captured },
  })
}
