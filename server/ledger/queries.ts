import type { ChargeId, InvoiceId, PaymentId, StoreId } from '../contract/ids.ts'
import type { InsertObject, Kysely } from 'kysely'
import { prepared } from '../database/prepared.ts'
import { storeKey } from '../database/store-key.ts'
import type { InvoiceRow, NewPayment, PaymentRow, Schema } from '../database/schema.ts'
import { databaseNow } from '../database/time.ts'
import type { Transaction } from '../database/transactions.ts'

/** Writes a row of the books. */
export function insertPayment(tx: Transaction, payment: NewPayment): Promise<PaymentRow> {
  return tx.insertInto('payments').values(payment).returningAll().executeTakeFirstOrThrow()
}

/** The own row of a charge, as it is written. */
export type NewChargePayment = Pick<PaymentRow, 'id' | 'store' | 'invoice' | 'method' | 'amount' | 'currency' | 'recorded_at'> & {
  readonly charge: ChargeId
}

const insertRowsOfCharges = prepared<{ readonly store: StoreId; readonly charge: ChargeId; readonly id: PaymentId }>(
  'insert_charge_payments',
  `insert into payments (id, store, invoice, kind, method, amount, currency, status, recorded_at, via, charge)
  select id, store, invoice, 'charge', method, amount, currency, 'succeeded', recorded_at, 'stripe', charge
  from json_populate_recordset(null::payments, $1::json)
  on conflict (store, charge) where kind = 'charge' do nothing
  returning store, charge, id`,
)

/** Writes the own rows of charges; returns those that were written, by the keys of their charges: the others have one. */
export async function insertChargePayments(tx: Transaction, rows: readonly NewChargePayment[]): Promise<ReadonlyMap<string, PaymentId>> {
  const written = rows.length === 0 ? [] : await insertRowsOfCharges(tx, JSON.stringify(rows))
  return new Map(written.map(({ store, charge, id }) => [storeKey({ store, id: charge }), id]))
}

/** A row of an invoice, removed or not. */
export function findPayment(
  db: Kysely<Schema>,
  { store, invoice, id }: { readonly store: StoreId; readonly invoice: InvoiceId; readonly id: PaymentId },
): Promise<PaymentRow | undefined> {
  return db
    .selectFrom('payments')
    .selectAll()
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** `by`: the person; null for the host. */
export async function removeRow(tx: Transaction, id: PaymentId, by: string | null): Promise<void> {
  await tx.updateTable('payments').set({ removed_at: databaseNow, removed_by: by }).where('id', '=', id).execute()
}

/** What the rows of an invoice that were not removed say: all that its sums are made of. */
export function readAmounts(
  tx: Transaction,
  { store, id }: Pick<InvoiceRow, 'store' | 'id'>,
): Promise<Pick<PaymentRow, 'kind' | 'amount' | 'status'>[]> {
  return tx
    .selectFrom('payments')
    .select(['kind', 'amount', 'status'])
    .where('store', '=', store)
    .where('invoice', '=', id)
    .where('removed_at', 'is', null)
    .execute()
}

/** What was paid out in place of a refund so far, each as a positive amount. */
export async function readPayouts(tx: Transaction, refund: PaymentId): Promise<number[]> {
  const payouts = await tx.selectFrom('payments').select('amount').where('replaces', '=', refund).where('removed_at', 'is', null).execute()
  return payouts.map(({ amount }) => -amount)
}

/** Writes the invoice, whether or not it is known. */
export function putInvoiceRow(tx: Transaction, invoice: InsertObject<Schema, 'invoices'>): Promise<InvoiceRow> {
  return tx
    .insertInto('invoices')
    .values(invoice)
    .onConflict((conflict) => conflict.columns(['store', 'id']).doUpdateSet(invoice))
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** What an idempotency key stands for: the key as it is given, or as it was taken before. */
export function keepKey(
  tx: Transaction,
  key: InsertObject<Schema, 'idempotency_keys'>,
): Promise<{ readonly fingerprint: string; readonly made: PaymentId }> {
  return (
    tx
      .insertInto('idempotency_keys')
      .values(key)
      // One that is known stays what it is: only so does PostgreSQL return it.
      .onConflict((conflict) =>
        conflict.columns(['store', 'invoice', 'digest']).doUpdateSet(({ ref }) => ({ made: ref('idempotency_keys.made') })),
      )
      .returning(['fingerprint', 'made'])
      .executeTakeFirstOrThrow()
  )
}
