/** A person says which invoice a payment is for that names none which can take it: a mark that can't be used, or a wrong id. */
import type { InvoiceId, StoreId } from '../contract/ids.ts'
import { readOpenItem } from '../attention/queries.ts'
import { writeAudit } from '../audit/write-audit.ts'
import type { Ctx } from '../context/ctx.ts'
import { ApiError } from '../context/errors.ts'
import { found } from '../context/found.ts'
import { invoiceTransaction } from '../database/invoice-transaction.ts'
import { lockCharges, lockInvoice } from '../database/locks.ts'
import type { AttentionItemRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import { placeOf } from '../domain/assignment.ts'
import { assignCharge } from './assign-charge.ts'
import { setChargeColumns } from './charge-queries.ts'

export interface Assignment {
  readonly item: string
  readonly invoice: InvoiceId
  /** The caller's store; null for whoever runs the server. */
  readonly store: StoreId | null
}

/** Puts the payment, its refunds and disputes on the invoice; resolves the item. Refused with: not_found, invalid_request. */
export async function assignByPerson(ctx: Ctx, { item: id, invoice, store }: Assignment): Promise<void> {
  const item = /^\d{1,15}$/.test(id) ? await readOpenItem(ctx.db, Number(id)) : undefined
  if (item === undefined || (store !== null && item.store !== store) || (item.code !== 'unmatched' && item.code !== 'unusable_mark'))
    throw new ApiError('not_found', `No item ${id} waits for an invoice: list them again, as one that changes gets another id.`)
  await invoiceTransaction(ctx, item.store, [invoice], (tx) => assign(tx, ctx, item, invoice))
}

async function assign(tx: Transaction, ctx: Ctx, item: AttentionItemRow, id: InvoiceId): Promise<void> {
  const { store, code } = item
  const invoice = found(await lockInvoice(tx, store, id), 'invoice')
  const [charge] = await lockCharges(tx, store, item.charge === null ? [] : [item.charge])
  if (charge?.assignment !== 'unmatched') throw new ApiError('not_found', 'This payment has its invoice by now.')
  const place = placeOf(id, invoice, charge.currency)
  if (place.invoice === null) throw new ApiError('invalid_request', 'This payment is in another currency than the invoice.')
  await setChargeColumns(tx, charge, { ...place, claimed_invoice: id })
  const payment = await assignCharge(tx, ctx, { ...charge, ...place, claimed_invoice: id })
  writeAudit(tx, {
    store,
    invoice: id,
    action: 'attention_resolved',
    by: { actor_name: null, via: 'host' },
    payment,
    charge: charge.id,
    data: { code, claims: charge.claimed_invoice },
  })
}
