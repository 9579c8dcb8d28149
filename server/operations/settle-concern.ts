/** A person has seen to a concern that nothing else settles; there is no undoing it, only its being raised again. */
import { chargeStanding } from '../domain/refundable.ts'
import { Refusal } from '../domain/refusal.ts'
import { acceptAttention, readOpenAttention } from '../database/queries/attentions.ts'
import { touchInvoice, touchInvoiceOf } from '../database/queries/invoices.ts'
import { readLedgers } from '../database/queries/ledgers.ts'
import type { ChargeRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import { lockedCharges } from './locked-charges.ts'
import type { Services } from './services.ts'

/**
 * Settles the concern of this id, as the list of concerns names it: an over-refund until more is gone, a currency until
 * its dispute takes a further step, a dead event without applying it. Refused with not_found where no such concern stands.
 */
export async function settleConcern(s: Services, id: string): Promise<void> {
  const settled = /^\d{1,15}$/.test(id) ? await settleRaised(s, Number(id)) : await settleDeadEvent(s, id)
  if (!settled) throw new Refusal('not_found', `No concern ${id} stands that can be settled so.`)
  s.log.info({ concern: id }, 'A person settled a concern')
}

async function settleRaised(s: Services, id: number): Promise<boolean> {
  const concern = await readOpenAttention(s.db, id)
  if (concern?.charge == null) return false
  return lockedCharges(s, concern.store, [concern.charge], async (tx, held, touched) => {
    const [charge] = held.values()
    if (charge === undefined || !(await acceptAttention(tx, id, await remainingOf(tx, charge), s.clock()))) return false
    if (concern.code === 'currency_mismatch') await settleForeignDisputes(tx, charge)
    touched.add(charge.id)
    if (charge.invoice === null && charge.claimed_invoice !== null) await touchInvoice(tx, charge.store, charge.claimed_invoice)
    return true
  })
}

async function remainingOf(tx: Transaction, charge: ChargeRow): Promise<number> {
  const ledger = (await readLedgers(tx, charge.store, [charge])).get(charge.id)
  return ledger === undefined ? 0 : chargeStanding(ledger).remaining
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
  const events = await s.db
    .updateTable('events')
    .set({ settled_at: s.clock() })
    .where('id', '=', id)
    .where('state', '=', 'dead')
    .where('settled_at', 'is', null)
    .returning(['store', 'charge'])
    .execute()
  for (const { store, charge } of events) if (charge !== null) await touchInvoiceOf(s.db, store, charge)
  return events.length > 0
}
