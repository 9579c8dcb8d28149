import type { ChargeId, PaymentId, StoreId } from '../contract/ids.ts'
import type { InsertObject, Kysely, UpdateObject } from 'kysely'
import type { ChargeRow, DisputeRow, InvoiceRow, NewCharge, Schema } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'

/** A charge as it is recorded here, and the row that it has in the books. */
export interface RecordedCharge extends ChargeRow {
  /** Null where it has none: a foreign charge, and one whose row was lost. */
  readonly payment: PaymentId | null
}

export function findCharge(db: Kysely<Schema>, store: StoreId, id: ChargeId): Promise<RecordedCharge | undefined> {
  return db
    .selectFrom('charges')
    .leftJoin('payments', (join) =>
      join.onRef('payments.store', '=', 'charges.store').onRef('payments.charge', '=', 'charges.id').on('payments.kind', '=', 'charge'),
    )
    .selectAll('charges')
    .select('payments.id as payment')
    .where('charges.store', '=', store)
    .where('charges.id', '=', id)
    .executeTakeFirst()
}

/** Writes a charge that is new here or foreign until now, then with `ofForeign` too. Undefined where it is ours already. */
export function insertCharge(tx: Transaction, charge: NewCharge, ofForeign: Partial<NewCharge>): Promise<ChargeRow | undefined> {
  return tx
    .insertInto('charges')
    .values(charge)
    .onConflict((conflict) =>
      conflict
        .columns(['store', 'id'])
        .doUpdateSet({ ...charge, ...ofForeign })
        .where('charges.assignment', '=', 'foreign'),
    )
    .returningAll()
    .executeTakeFirst()
}

export async function setChargeColumns(
  tx: Transaction,
  { store, id }: Pick<ChargeRow, 'store' | 'id'>,
  columns: UpdateObject<Schema, 'charges'>,
): Promise<void> {
  await tx.updateTable('charges').set(columns).where('store', '=', store).where('id', '=', id).execute()
}

/** Charges that named this invoice before it was known, or in another currency than it had; locked. */
export function lockWaitingCharges(tx: Transaction, { store, id }: InvoiceRow): Promise<ChargeRow[]> {
  return tx
    .selectFrom('charges')
    .selectAll()
    .where('store', '=', store)
    .where('claimed_invoice', '=', id)
    .where('assignment', '=', 'unmatched')
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** Gives the rows of a charge which have no invoice yet the charge's own. */
export async function moveToInvoice(tx: Transaction, { store, id, invoice }: ChargeRow): Promise<void> {
  await tx
    .updateTable('payments')
    .set({ invoice })
    .where('store', '=', store)
    .where('charge', '=', id)
    .where('invoice', 'is', null)
    .execute()
}

/** The row of a charge of which more was captured; undefined where it has none. */
export async function setCaptured(tx: Transaction, { store, id }: ChargeRow, amount: number): Promise<PaymentId | undefined> {
  const row = await tx
    .updateTable('payments')
    .set({ amount })
    .where('store', '=', store)
    .where('charge', '=', id)
    .where('kind', '=', 'charge')
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

export function findDispute(tx: Transaction, store: StoreId, id: string): Promise<DisputeRow | undefined> {
  return tx.selectFrom('disputes').selectAll().where('store', '=', store).where('id', '=', id).executeTakeFirst()
}

/** Writes the dispute, whether or not it is known. */
export async function putDispute(tx: Transaction, dispute: InsertObject<Schema, 'disputes'>): Promise<void> {
  await tx
    .insertInto('disputes')
    .values(dispute)
    .onConflict((conflict) => conflict.columns(['store', 'id']).doUpdateSet(dispute))
    .execute()
}

/** Whether a dispute of the charge is in another currency than it. */
export async function hasForeignDispute(tx: Transaction, { store, id, currency }: ChargeRow): Promise<boolean> {
  const dispute = await tx
    .selectFrom('disputes')
    .select('id')
    .where('store', '=', store)
    .where('charge', '=', id)
    .where('currency', '<>', currency)
    .limit(1)
    .executeTakeFirst()
  return dispute !== undefined
}
