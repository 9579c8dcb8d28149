import type { ChargeId, PaymentId, StoreId } from '../contract/ids.ts'
import type { InsertObject, Kysely, UpdateObject } from 'kysely'
import { prepared } from '../database/prepared.ts'
import { storeArrays, storeKey, type OfStore } from '../database/store-key.ts'
import type { ChargeRow, DisputeRow, InvoiceRow, Schema } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'

/** A charge as it is recorded here, and the row that it has in the books. */
export interface RecordedCharge extends ChargeRow {
  /** Null where it has none: a foreign charge, and one whose row was lost. */
  readonly payment: PaymentId | null
}

const find = prepared<RecordedCharge>(
  'find_charges',
  `select charge.* from unnest((select $1::text[]), (select $2::text[])) as wanted(store, id) cross join lateral (
    select charges.*, (
      select payments.id from payments
      where payments.store = charges.store and payments.charge = charges.id and payments.kind = 'charge'
    ) as payment
    from charges where charges.store = wanted.store and charges.id = wanted.id offset 0
  ) as charge`,
)

export async function findCharge(db: Kysely<Schema>, store: StoreId, id: ChargeId): Promise<RecordedCharge | undefined> {
  return (await find(db, [store], [id]))[0]
}

/** Those of these charges that are recorded here, by their keys. */
export async function findCharges(db: Kysely<Schema>, charges: readonly OfStore[]): Promise<ReadonlyMap<string, RecordedCharge>> {
  const found = charges.length === 0 ? [] : await find(db, ...storeArrays(charges))
  return new Map(found.map((charge) => [storeKey(charge), charge]))
}

/** A charge as it is written first. */
export type ChargeToRecord = Omit<ChargeRow, 'seen_at' | 'compare_wanted_at' | 'lease' | 'lease_until' | 'turn' | 'turn_until'> & {
  /** Seconds until it is to be compared with Stripe, where it brings refunds or disputes along that are not known here; else null. */
  readonly compare_in: number | null
}

const COLUMNS = `store, id, assignment, invoice, claimed_invoice, unmatched_because, payment_intent, method, requires_reader, currency,
  authorized, captured, fee, fee_currency, card_brand, card_last4, receipt_url, charged_at`

const insert = prepared<ChargeRow>(
  'insert_charges',
  `insert into charges (${COLUMNS}, compare_wanted_at)
  select ${COLUMNS}, case when assignment <> 'foreign' then date_trunc('milliseconds', now() + make_interval(secs => (given ->> 'compare_in')::float8)) end
  from json_array_elements($1::json) as given cross join lateral json_populate_record(null::charges, given)
  order by store, id
  on conflict (store, id) do update set (${COLUMNS}) = row (${COLUMNS.replaceAll(/\w+/g, 'excluded.$&')}), compare_wanted_at =
    case when excluded.assignment <> 'foreign' then coalesce(excluded.compare_wanted_at, date_trunc('milliseconds', now())) end
  where charges.assignment = 'foreign'
  returning *`,
)

/**
 * Writes charges that are new here or foreign until now, each given once; what came of one while it was foreign is to be compared
 * with Stripe. Returns those that were written: the others are ours already.
 */
export function insertCharges(tx: Transaction, charges: readonly ChargeToRecord[]): Promise<ChargeRow[]> {
  return insert(tx, JSON.stringify(charges))
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

/** Gives the rows of a charge which have no invoice yet the charge's own. Tells whether endpoints of the store are to hear of it. */
export async function moveToInvoice(tx: Transaction, { store, id, invoice }: ChargeRow): Promise<boolean> {
  const moved = await tx
    .updateTable('payments')
    .set({ invoice })
    .where('store', '=', store)
    .where('charge', '=', id)
    .where('invoice', 'is', null)
    .returning(({ exists, selectFrom }) =>
      exists(selectFrom('endpoints').select('endpoints.id').where('endpoints.store', '=', store)).as('isHeard'),
    )
    .execute()
  return moved.some(({ isHeard }) => isHeard)
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
