/** A person has seen to a concern that nothing else settles; there is no undoing it, only its being raised again. */
import { chargeStanding } from '../domain/refundable.ts'
import { Refusal } from '../domain/refusal.ts'
import { acceptAttention, readOpenAttention } from '../database/queries/attentions.ts'
import { writeAudit } from '../database/queries/audit.ts'
import { touchInvoice, touchInvoiceOf } from '../database/queries/invoices.ts'
import { readLedgers } from '../database/queries/ledgers.ts'
import { invoiceTransaction } from '../database/invoice-transaction.ts'
import { rowOfCharge } from '../database/queries/payments.ts'
import type { ChargeRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import { lockedCharges } from './locked-charges.ts'
import { shownOn } from './place-charge.ts'
import type { Services } from './services.ts'

/**
 * Settles the concern of this id, as the list of concerns names it: an over-refund until more is gone, a currency until
 * its dispute takes a further step, a dead event without applying it. Refused with not_found where no such concern
 * stands, or its charge has changed since that id was given.
 */
export async function settleConcern(s: Services, id: string): Promise<void> {
  const settled = /^\d{1,15}$/.test(id) ? await settleRaised(s, Number(id)) : await settleDeadEvent(s, id)
  if (!settled) throw new Refusal('not_found', `No concern ${id} can be settled: list them again, as one that changes gets another id.`)
}

async function settleRaised(s: Services, id: number): Promise<boolean> {
  const concern = await readOpenAttention(s.db, id)
  if (concern?.charge == null) return false
  const settled = await lockedCharges(s, concern.store, [concern.charge], async (tx, held, touched) => {
    const [charge] = held.values()
    if (charge === undefined) return null
    const remaining = await remainingOf(tx, charge)
    if (!(await acceptAttention(tx, id, remaining, s.clock()))) return null
    if (concern.code === 'currency_mismatch') await settleForeignDisputes(tx, charge)
    await noteSettled(tx, s, charge.store, charge.id, { code: concern.code, remaining })
    touched.add(charge.id)
    return charge
  })
  // The invoice that shows a charge which is not its own is locked before charges, or by itself.
  const shown = settled?.invoice === null ? shownOn(settled) : null
  if (shown !== null) await invoiceTransaction(s, concern.store, [shown], (tx) => touchInvoice(tx, concern.store, shown))
  return settled !== null
}

async function remainingOf(tx: Transaction, charge: ChargeRow): Promise<number> {
  const ledger = (await readLedgers(tx, charge.store, [charge])).get(charge.id)
  return ledger === undefined ? 0 : chargeStanding(ledger).remainingAtStripe
}

async function settleForeignDisputes(tx: Transaction, charge: ChargeRow): Promise<void> {
  await tx
    .updateTable('disputes')
    .set({ settled: true })
    .where('store', '=', charge.store)
    .where('charge', '=', charge.id)
    .where('currency', '<>', charge.currency)
    .execute()
}

async function settleDeadEvent(s: Services, id: string): Promise<boolean> {
  const events = await s.db.transaction().execute(async (tx) => {
    const settled = await tx
      .updateTable('events')
      .set({ settled_at: s.clock() })
      .where('id', '=', id)
      .where('state', '=', 'dead')
      .where('settled_at', 'is', null)
      .returning(['store', 'charge', 'type'])
      .execute()
    for (const { store, charge, type } of settled) await noteSettled(tx, s, store, charge, { code: 'event_dead', event: id, type })
    return settled
  })
  for (const { store, charge } of events) if (charge !== null) await touchInvoiceOf(s, store, charge)
  return events.length > 0
}

/** What a person lets pass may let a refund out: who reads the audit log of the invoice that showed it has to see it. */
async function noteSettled(
  tx: Transaction,
  s: Services,
  store: string,
  charge: string | null,
  data: Record<string, unknown>,
): Promise<void> {
  const held =
    charge === null
      ? undefined
      : await tx.selectFrom('charges').selectAll().where('store', '=', store).where('id', '=', charge).executeTakeFirst()
  await writeAudit(tx, {
    store,
    invoice: held === undefined ? null : shownOn(held),
    action: 'concern_settled',
    at: s.clock(),
    actor_name: null,
    via: 'host',
    payment: charge === null ? null : ((await rowOfCharge(tx, store, charge)) ?? null),
    charge,
    refund: null,
    amount: null,
    currency: null,
    data,
  })
}
