/** A person has seen to a concern that nothing else settles; there is no undoing it, only its being raised again. */
import type { ChargeId, StoreId } from '../contract/ids.ts'
import { chargeBalance } from '../domain/refundable.ts'
import { ApiError } from '../context/errors.ts'
import { acknowledgeItem, readOpenAttention } from './queries.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { touchInvoice, touchInvoiceOf } from '../database/invoices.ts'
import { readLedgers } from '../database/charge-ledgers.ts'
import { invoiceTransaction } from '../database/invoice-transaction.ts'
import { rowOfCharge } from '../database/payments.ts'
import type { ChargeRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import { lockedCharges } from '../ledger/locked-charges.ts'
import { shownOn } from '../ledger/assign-charge.ts'
import type { Ctx } from '../context/ctx.ts'

/**
 * Settles the concern of this id, as the list of concerns names it: an over-refund until more is gone, a currency until
 * its dispute takes a further step, a dead event without applying it. Refused with not_found where no such concern
 * stands, or its charge has changed since that id was given.
 */
export async function acknowledgeAttention(ctx: Ctx, id: string): Promise<void> {
  const settled = /^\d{1,15}$/.test(id) ? await acknowledgeOpen(ctx, Number(id)) : await acknowledgeDeadEvent(ctx, id)
  if (!settled) throw new ApiError('not_found', `No item ${id} can be settled: list them again, as one that changes gets another id.`)
}

async function acknowledgeOpen(ctx: Ctx, id: number): Promise<boolean> {
  const item = await readOpenAttention(ctx.db, id)
  if (item?.charge == null) return false
  const settled = await lockedCharges(ctx, item.store, [item.charge], async (tx, held, touched) => {
    const [charge] = held.values()
    if (charge === undefined) return null
    const remaining = await remainingOf(tx, charge)
    if (!(await acknowledgeItem(tx, id, remaining, ctx.clock()))) return null
    if (item.code === 'currency_mismatch') await acknowledgeForeignDisputes(tx, charge)
    await auditAcknowledged(tx, ctx, charge.store, charge.id, { code: item.code, remaining })
    touched.add(charge.id)
    return charge
  })
  // The invoice that shows a charge which is not its own is locked before charges, or by itself.
  const shown = settled?.invoice === null ? shownOn(settled) : null
  if (shown !== null) await invoiceTransaction(ctx, item.store, [shown], (tx) => touchInvoice(tx, item.store, shown))
  return settled !== null
}

async function remainingOf(tx: Transaction, charge: ChargeRow): Promise<number> {
  const ledger = (await readLedgers(tx, charge.store, [charge])).get(charge.id)
  return ledger === undefined ? 0 : chargeBalance(ledger).remainingAtStripe
}

async function acknowledgeForeignDisputes(tx: Transaction, charge: ChargeRow): Promise<void> {
  await tx
    .updateTable('disputes')
    .set({ settled: true })
    .where('store', '=', charge.store)
    .where('charge', '=', charge.id)
    .where('currency', '<>', charge.currency)
    .execute()
}

async function acknowledgeDeadEvent(ctx: Ctx, id: string): Promise<boolean> {
  const events = await ctx.db.transaction().execute(async (tx) => {
    const settled = await tx
      .updateTable('events')
      .set({ settled_at: ctx.clock() })
      .where('id', '=', id)
      .where('state', '=', 'dead')
      .where('settled_at', 'is', null)
      .returning(['store', 'charge', 'type'])
      .execute()
    for (const { store, charge, type } of settled) await auditAcknowledged(tx, ctx, store, charge, { code: 'event_dead', event: id, type })
    return settled
  })
  for (const { store, charge } of events) if (charge !== null) await touchInvoiceOf(ctx, store, charge)
  return events.length > 0
}

/** What a person lets pass may let a refund out: who reads the audit log of the invoice that showed it has to see it. */
async function auditAcknowledged(
  tx: Transaction,
  ctx: Ctx,
  store: StoreId,
  charge: ChargeId | null,
  data: Record<string, unknown>,
): Promise<void> {
  const held =
    charge === null
      ? undefined
      : await tx.selectFrom('charges').selectAll().where('store', '=', store).where('id', '=', charge).executeTakeFirst()
  await writeAudit(tx, {
    store,
    invoice: held === undefined ? null : shownOn(held),
    action: 'attention_acknowledged',
    at: ctx.clock(),
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
