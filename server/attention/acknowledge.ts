/** A person has seen what needs one and nothing else closes it: it is hidden until there is more of it. */
import type { StoreId } from '../contract/ids.ts'
import type { AttentionCode } from '../contract/tab.ts'
import { writeAudit } from '../audit/write-audit.ts'
import type { Ctx } from '../context/ctx.ts'
import { ApiError } from '../context/errors.ts'
import { readLedgers } from '../database/charge-ledgers.ts'
import { invoiceTransaction } from '../database/invoice-transaction.ts'
import { lockCharges, lockInvoice } from '../database/locks.ts'
import { rowOfCharge } from '../database/payments.ts'
import type { AttentionItemRow, ChargeRow } from '../database/schema.ts'
import { touchInvoice, type Transaction } from '../database/transactions.ts'
import { chargeBalance, sum } from '../domain/refundable.ts'
import { acknowledgeItem, readOpenItem } from './queries.ts'

const ACKNOWLEDGEABLE: ReadonlySet<AttentionCode> = new Set([
  'over_refunded',
  'currency_mismatch',
  'event_dead',
  'unusable_mark',
  'notifications_dead',
])

/** Whether nothing but a person's word closes items of this code. */
export function isAcknowledgeable(code: AttentionCode): boolean {
  return ACKNOWLEDGEABLE.has(code)
}

/**
 * Acknowledges the item of this id in `store`, or in any store where that is null. An over-refund is hidden until more is gone, a
 * currency until its dispute takes a further step; a dead event is hidden and not applied. Refused with not_found where no such
 * item is open, or it has changed since that id was given.
 */
export async function acknowledgeAttention(ctx: Ctx, { id, store }: { id: string; store: StoreId | null }): Promise<void> {
  const acknowledged = /^\d{1,15}$/.test(id) && (await acknowledgeOpen(ctx, Number(id), store))
  if (!acknowledged)
    throw new ApiError('not_found', `No item ${id} can be acknowledged: list them again, as one that changes gets another id.`)
}

/** An item may move to another invoice before that is locked: then it starts over. */
async function acknowledgeOpen(ctx: Ctx, id: number, store: StoreId | null): Promise<boolean> {
  for (;;) {
    const item = await readOpenItem(ctx.db, id)
    if (item === undefined || !isAcknowledgeable(item.code) || (store !== null && item.store !== store)) return false
    if (await acknowledgeLocked(ctx, item)) return true
  }
}

function acknowledgeLocked(ctx: Ctx, item: AttentionItemRow): Promise<boolean> {
  const { store, invoice } = item
  return invoiceTransaction(ctx, store, invoice === null ? [] : [invoice], async (tx) => {
    const known = invoice === null ? undefined : await lockInvoice(tx, store, invoice)
    const charges = await lockCharges(tx, store, item.charge === null ? [] : [item.charge])
    if (known === undefined && charges.some((charge) => charge.invoice !== null)) return false
    const remaining = item.event !== null ? null : await remainingOf(tx, store, charges)
    if (!(await acknowledgeItem(tx, item, remaining))) return false
    await auditAcknowledged(tx, { ...item, invoice: known?.id ?? null }, remaining)
    if (known !== undefined) touchInvoice(tx, store, known.id)
    return true
  })
}

/** What remains of the item's charge, in minor units. */
async function remainingOf(tx: Transaction, store: StoreId, charges: readonly ChargeRow[]): Promise<number> {
  const ledgers = await readLedgers(tx, store, charges)
  return sum([...ledgers.values()].map((ledger) => chargeBalance(ledger).remainingAtStripe))
}

/** What a person acknowledges may let a refund out: who reads the audit log of the invoice that showed it has to see it. */
async function auditAcknowledged(tx: Transaction, item: AttentionItemRow, remaining: number | null): Promise<void> {
  const { store, invoice, charge, code, event } = item
  writeAudit(tx, {
    store,
    invoice,
    action: 'attention_acknowledged',
    by: { actor_name: null, via: 'host' },
    payment: charge === null ? null : ((await rowOfCharge(tx, store, charge)) ?? null),
    charge,
    data: event === null ? { code, remaining } : { code, event },
  })
}
