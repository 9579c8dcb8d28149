import type { ChargeId, InvoiceId, PaymentId, RefundId, StoreId } from '../contract/ids.ts'
import type { Kysely, UpdateObject } from 'kysely'
import { prepared, preparedWrite } from '../database/prepared.ts'
import { storeArrays, type OfStore } from '../database/store-key.ts'
import type { StripeRefund } from '../domain/stripe-facts.ts'
import type { PaymentRow, RefundRequestRow, Schema } from '../database/schema.ts'
import { databaseNow } from '../database/time.ts'
import type { Transaction } from '../database/transactions.ts'

/** A row of the books, or a refund request. */
type Known = { readonly kind: 'row'; readonly it: PaymentRow } | { readonly kind: 'request'; readonly it: RefundRequestRow }

const known = prepared<Known>(
  'find_refunds',
  `with
    refunds as (select * from unnest((select $1::text[]), (select $2::text[])) as refunds(store, refund)),
    named as (select * from unnest((select $3::text[]), (select $4::text[])) as named(store, id))
  select 'row' as kind, found.it from refunds cross join lateral (
    select to_json(payments) as it from payments where store = refunds.store and refund = refunds.refund offset 0
  ) as found
  union all
  select 'request', found.it from named cross join lateral (
    select to_json(refund_requests) as it from refund_requests where store = named.store and id = named.id offset 0
  ) as found
  union all
  select 'request', found.it from refunds cross join lateral (
    select to_json(refund_requests) as it from refund_requests
    where store = refunds.store and refund = refunds.refund
      and not exists (select from named where named.store = refund_requests.store and named.id = refund_requests.id)
    offset 0
  ) as found`,
)

/** The rows of these refunds of Stripe's, and the requests that they name or have closed. */
export async function findRecorded(
  tx: Transaction,
  refunds: readonly { readonly store: StoreId; readonly refund: Pick<StripeRefund, 'id' | 'request'> }[],
): Promise<{ readonly rows: PaymentRow[]; readonly requests: RefundRequestRow[] }> {
  const named = refunds.flatMap(({ store, refund: { request } }) => (request === null ? [] : [{ store, id: request }]))
  const ids = refunds.map(({ store, refund: { id } }) => ({ store, id }))
  const found = await known(tx, ...storeArrays(ids), ...storeArrays(named))
  return {
    rows: found.flatMap((one) => (one.kind === 'row' ? [one.it] : [])),
    requests: found.flatMap((one) => (one.kind === 'request' ? [one.it] : [])),
  }
}

/** What moves of a refund, by its row. */
type RefundStatusRow = Pick<
  PaymentRow,
  'id' | 'store' | 'refund' | 'status' | 'pending_reason' | 'failure_reason' | 'reference_type' | 'reference_value' | 'reference_status'
>

const statuses = prepared<RefundStatusRow>(
  'find_recorded_refunds',
  `select found.* from unnest((select $1::text[]), (select $2::text[])) as wanted(store, refund) cross join lateral (
    select id, store, refund, status, pending_reason, failure_reason, reference_type, reference_value, reference_status
    from payments where store = wanted.store and refund = wanted.refund offset 0
  ) as found`,
)

/** What the rows of these refunds of Stripe's say of what moves. */
export function findStatuses(db: Kysely<Schema>, refunds: readonly OfStore[]): Promise<RefundStatusRow[]> {
  return statuses(db, ...storeArrays(refunds))
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

/** Whether it is a refund request that has a row of its own in the tab. */
export async function isShownRequest(
  tx: Transaction,
  { store, invoice, id }: { readonly store: StoreId; readonly invoice: InvoiceId; readonly id: PaymentId },
): Promise<boolean> {
  const request = await tx
    .selectFrom('refund_requests')
    .select('id')
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('id', '=', id)
    .where('state', 'in', ['open', 'awaiting_approval', 'declined', 'expired'])
    .executeTakeFirst()
  return request !== undefined
}

/** A request that its refund closed. */
export interface ClosedByRefund {
  readonly store: StoreId
  readonly id: PaymentId
  readonly refund: RefundId
}

const write = preparedWrite(
  'write_refunds',
  `with
    added as (insert into payments select * from json_populate_recordset(null::payments, $1::json)),
    moved as (
      update payments set status = now.status, pending_reason = now.pending_reason, failure_reason = now.failure_reason,
        reference_type = now.reference_type, reference_value = now.reference_value, reference_status = now.reference_status,
        fetched_at = now.fetched_at
      from unnest($2::text[]) with ordinality as ids(id, place)
      join lateral json_populate_record(null::payments, $3::json -> (place - 1)::int) as now on true
      where payments.id = ids.id
    ),
    requests as (select * from unnest($4::text[], $5::text[], $6::text[]) as requests(store, id, refund)),
    closed as (
      update refund_requests set state = 'recorded', refund = requests.refund, closed_at = now(), next_attempt_at = null
      from requests where refund_requests.id = requests.id
    )
  update attention_items set resolved_at = now() from requests
  where attention_items.store = requests.store and attention_items.code = 'refund_unknown' and attention_items.subject = requests.id
    and resolved_at is null`,
)

/** Writes rows of refunds that are new or have moved, and closes requests, with the items by which a person was needed for them. */
export async function writeRefunds(
  tx: Transaction,
  added: readonly PaymentRow[],
  moved: readonly PaymentRow[],
  closed: readonly ClosedByRefund[],
): Promise<void> {
  if (added.length + moved.length + closed.length === 0) return
  await write(
    tx,
    JSON.stringify(added),
    moved.map(({ id }) => id),
    JSON.stringify(moved),
    ...storeArrays(closed),
    closed.map(({ refund }) => refund),
  )
}

/**
 * Closes a refund request, and with it the item by which a person was needed to find out what became of it. False where it is
 * none of those that `only` lets it close.
 */
export async function closeRequest(
  tx: Transaction,
  { store, id }: RefundRequestRow,
  columns: UpdateObject<Schema, 'refund_requests'>,
  only: { readonly from: 'open' | 'awaiting_approval'; readonly attempts?: number | undefined },
): Promise<boolean> {
  const closed = await tx
    .with('closed', (query) =>
      query
        .updateTable('refund_requests')
        .set({ ...columns, closed_at: databaseNow, next_attempt_at: null })
        .where('id', '=', id)
        .where('state', '=', only.from)
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
