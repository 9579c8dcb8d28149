/** Records a charge that is money, on the invoice that it names; without one it waits as unmatched, or is foreign. */
import { invoiceTransaction } from '../database/invoice-transaction.ts'
import { databaseMillisecond } from '../database/time.ts'
import { claimedInvoice, type SessionMarks } from '../domain/assignment.ts'
import { writeAudit } from '../database/queries/audit.ts'
import { lockInvoice, lockInvoiceId } from '../database/queries/locks.ts'
import { rowOfCharge } from '../database/queries/payments.ts'
import type { ChargeRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import type { ChargeFacts } from '../stripe/objects/charge.ts'
import { lockedCharges } from './locked-charges.ts'
import { assignment, placeCharge } from './place-charge.ts'
import type { Services } from './services.ts'

/**
 * Holds the charge, or brings what is held up to date. The first assignment is final. Charges that are not money yet
 * are left out. `sessions` are its checkout sessions where the caller knows them; else they are looked up. Returns the number of rows added or changed. Throws StripeUnavailable where a mark can't be looked up.
 */
export async function recordCharge(
  s: Services,
  store: string,
  account: string | null,
  charge: ChargeFacts,
  sessions?: readonly SessionMarks[],
): Promise<number> {
  if (!charge.isMoney || charge.captured === 0) return 0
  const held = await findCharge(s, store, charge.id)
  if (held?.state === 'assigned' || held?.state === 'unmatched') {
    const isSame = saysNothingNew(held, charge) && (await rowOfCharge(s.db, store, held.id)) !== undefined
    return isSame ? 0 : bringUpToDate(s, store, charge)
  }
  const invoice = await claim(s, account, charge, sessions)
  return invoiceTransaction(s, store, invoice === null ? [] : [invoice], (tx) => recordClaimed(tx, s, store, charge, invoice))
}

export function findCharge(s: Services, store: string, id: string): Promise<ChargeRow | undefined> {
  return s.db.selectFrom('charges').selectAll().where('store', '=', store).where('id', '=', id).executeTakeFirst()
}

/** The invoice that the charge's marks name, in the order in which they count; Stripe is asked only for what is not at hand. */
export async function claim(
  s: Services,
  account: string | null,
  charge: ChargeFacts,
  sessions?: readonly SessionMarks[],
): Promise<string | null> {
  const onCharge = claimedInvoice({ charge: charge.mark, intent: null, sessions: [] })
  if (onCharge !== null) return onCharge
  const onIntent = claimedInvoice({ charge: null, intent: await intentMark(s, account, charge), sessions: [] })
  if (onIntent !== null) return onIntent
  return claimedInvoice({ charge: null, intent: null, sessions: sessions ?? (await sessionsOf(s, account, charge)) })
}

async function intentMark(s: Services, account: string | null, charge: ChargeFacts): Promise<string | null> {
  if (charge.intentMark !== undefined || charge.paymentIntent === null) return charge.intentMark ?? null
  return (await s.stripe.getIntent(account, charge.paymentIntent))?.mark ?? null
}

async function sessionsOf(s: Services, account: string | null, charge: ChargeFacts): Promise<readonly SessionMarks[]> {
  return charge.paymentIntent === null ? [] : s.stripe.listSessions(account, charge.paymentIntent)
}

/** Holds a charge whose claim is known. The first assignment is final. Returns 1 where a row was added, else 0. */
export async function recordClaimed(
  tx: Transaction,
  s: Services,
  store: string,
  charge: ChargeFacts,
  claimed: string | null,
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
    .values({ store, id: charge.id, seen_at: s.clock(), ...columns, ...wanted })
    .onConflict((conflict) =>
      conflict
        .columns(['store', 'id'])
        .doUpdateSet({ ...columns, ...wanted })
        .where('charges.state', '=', 'foreign'),
    )
    .returningAll()
    .executeTakeFirst()
  if (row === undefined || row.state === 'foreign') return 0
  await placeCharge(tx, s, row)
  return 1
}

/** What may change of a charge that is held: more was captured, its fee became known, and a row that was lost comes back. */
async function bringUpToDate(s: Services, store: string, charge: ChargeFacts): Promise<number> {
  return lockedCharges(s, store, [charge.id], async (tx, charges, touched) => {
    const held = charges.get(charge.id)
    if (held === undefined) return 0
    const isLost = (await rowOfCharge(tx, store, held.id)) === undefined
    if (!isLost && saysNothingNew(held, charge)) return 0
    const captured = Math.max(held.captured, charge.captured)
    await tx
      .updateTable('charges')
      .set({ captured, ...(charge.fee !== null && feeColumns(charge.fee)) })
      .where('store', '=', store)
      .where('id', '=', held.id)
      .execute()
    const grew = captured !== held.captured
    if (isLost) await placeCharge(tx, s, { ...held, captured }, { restored: true })
    else if (grew) await noteCapture(tx, s, held, captured)
    // What is checked of a charge that was touched is checked by what it has now.
    held.captured = captured
    touched.add(held.id)
    return isLost || grew ? 1 : 0
  })
}

function saysNothingNew(held: ChargeRow, charge: ChargeFacts): boolean {
  const { fee } = charge
  const isSameFee = fee === null || (fee.amount === held.fee && fee.currency === held.fee_currency)
  return charge.captured <= held.captured && isSameFee
}

function feeColumns(fee: ChargeFacts['fee']) {
  return { fee: fee?.amount ?? null, fee_currency: fee?.currency ?? null }
}

async function noteCapture(tx: Transaction, s: Services, held: ChargeRow, captured: number): Promise<void> {
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
    action: 'stripe_payment_recorded',
    at: s.clock(),
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
