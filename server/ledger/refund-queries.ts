import type { ChargeId, InvoiceId, PaymentId, RefundId, StoreId } from '../contract/ids.ts'
import type { Kysely, UpdateObject } from 'kysely'
import type { PaymentRow, RefundRequestRow, Schema } from '../database/schema.ts'
import { databaseNow } from '../database/time.ts'
import type { Transaction } from '../database/transactions.ts'

/** The rows of these refunds of Stripe's. */
export async function findRefunds(db: Kysely<Schema>, store: StoreId, refunds: readonly RefundId[]): Promise<PaymentRow[]> {
  if (refunds.length === 0) return []
  return db.selectFrom('payments').selectAll().where('store', '=', store).where('refund', 'in', refunds).execute()
}

/** The requests that refunds name, and those that these refunds have closed. */
export async function findRequests(
  tx: Transaction,
  store: StoreId,
  named: readonly PaymentId[],
  refunds: readonly RefundId[],
): Promise<RefundRequestRow[]> {
  if (named.length === 0) return []
  return tx
    .selectFrom('refund_requests')
    .selectAll()
    .where('store', '=', store)
    .where((where) => where.or([where('id', 'in', named), where('refund', 'in', refunds)]))
    .execute()
}

/** The charge of a refund's row; null where the row has none. */
export async function findChargeOf(tx: Transaction, store: StoreId, refund: PaymentId): Promise<ChargeId | null> {
  const row = await tx.selectFrom('payments').select('charge').where('store', '=', store).where('id', '=', refund).executeTakeFirst()
  return row?.charge ?? null
}

/** Whether a row of the books or a refund request has this id. */
export async function isIdTaken(tx: Transaction, id: PaymentId): Promise<boolean> {
  const taken = await tx
    .selectFrom('payments')
    .select('id')
    .where('id', '=', id)
    .unionAll(tx.selectFrom('refund_requests').select('id').where('id', '=', id))
    .executeTakeFirst()
  return taken !== undefined
}

export async function isOpenRequest(
  tx: Transaction,
  { store, invoice, id }: { readonly store: StoreId; readonly invoice: InvoiceId; readonly id: PaymentId },
): Promise<boolean> {
  const request = await tx
    .selectFrom('refund_requests')
    .select('id')
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirst()
  return request !== undefined
}

export async function updateRefund(tx: Transaction, id: PaymentId, columns: UpdateObject<Schema, 'payments'>): Promise<PaymentRow> {
  return tx.updateTable('payments').set(columns).where('id', '=', id).returningAll().executeTakeFirstOrThrow()
}

/**
 * Closes a refund request, and with it the item by which a person was needed to find out what became of it. False where it is
 * none of those that `only` lets it close.
 */
export async function closeRequest(
  tx: Transaction,
  { store, id }: RefundRequestRow,
  columns: UpdateObject<Schema, 'refund_requests'>,
  only: { readonly isOpen: boolean; readonly attempts?: number | undefined },
): Promise<boolean> {
  const closed = await tx
    .with('closed', (query) =>
      query
        .updateTable('refund_requests')
        .set({ ...columns, closed_at: databaseNow, next_attempt_at: null })
        .where('id', '=', id)
        .$if(only.isOpen, (open) => open.where('state', '=', 'open'))
        .$if(only.attempts !== undefined, (same) => same.where('attempts', '=', only.attempts ?? 0))
        .returning('id'),
    )
    .with('resolved', (query) =>
      query
        .updateTable('attention_items')
        .set({ resolved_at: databaseNow })
        .where('store', '=', store)
        .where('code', '=', 'refund_unknown')
        .where('subject', '=', ({ selectFrom }) => selectFrom('closed').select('closed.id'))
        .where('resolved_at', 'is', null)
        .returning('id'),
    )
    .selectFrom('closed')
    .select('id')
    .executeTakeFirst()
  return closed !== undefined
}
