import type { AccountId, ChargeId, InvoiceId, PaymentId, RefundId, StoreId } from '../contract/ids.ts'
import { sql, type InsertObject, type Kysely, type RawBuilder, type UpdateObject } from 'kysely'
import type { ChargeRow, PaymentRow, RefundRequestRow, Schema } from '../database/schema.ts'
import { databaseNow, secondsFromNow, secondsFromStatement } from '../database/time.ts'
import type { Transaction } from '../database/transactions.ts'
import { RETRY_WITHIN } from '../domain/backoff.ts'
import { LEASE_LASTS } from '../domain/time-limits.ts'

/** What is to be refunded, by the row that the caller names. */
export type Original = Pick<PaymentRow, 'id' | 'kind' | 'charge' | 'currency'>

/** The row of this id that shows in the invoice's tab: one of the books, or a refund that is only requested. */
export async function findOriginal(
  { db }: { readonly db: Kysely<Schema> },
  { store, invoice, payment }: { readonly store: StoreId; readonly invoice: InvoiceId; readonly payment: PaymentId },
): Promise<Original | undefined> {
  const row = await db
    .selectFrom('payments')
    .select(['id', 'kind', 'charge', 'currency'])
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('id', '=', payment)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (row !== undefined) return row
  const request = await db
    .selectFrom('refund_requests')
    .select(['id', 'currency'])
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('id', '=', payment)
    .where('state', 'in', ['open', 'awaiting_approval', 'declined', 'expired'])
    .executeTakeFirst()
  return request === undefined ? undefined : { ...request, kind: 'refund', charge: null }
}

/** A refund request as the database has it now, with its store's account at Stripe. */
export interface AgedRequest extends RefundRequestRow {
  /** Seconds since it was reserved, or approved. */
  readonly age: number
  /** Seconds since its last unanswered attempt; null where each was answered. */
  readonly unansweredFor: number | null
  readonly account: AccountId | null
}

export function readRequest(db: Kysely<Schema>, id: PaymentId): Promise<AgedRequest | undefined> {
  return db
    .selectFrom('refund_requests')
    .innerJoin('stores', 'stores.id', 'refund_requests.store')
    .selectAll('refund_requests')
    .select([
      'stores.stripe_account as account',
      sql<number>`extract(epoch from ${databaseNow} - reserved_at)::float8`.as('age'),
      sql<number | null>`extract(epoch from ${databaseNow} - unanswered_at)::float8`.as('unansweredFor'),
    ])
    .where('refund_requests.id', '=', id)
    .executeTakeFirst()
}

export function insertRequest(tx: Transaction, request: InsertObject<Schema, 'refund_requests'>): Promise<RefundRequestRow> {
  return tx.insertInto('refund_requests').values(request).returningAll().executeTakeFirstOrThrow()
}

/** A refund request of the invoice, as it is decided about. */
export interface WaitingRequest extends RefundRequestRow {
  /** Seconds since it was asked for, where nobody approved it. */
  readonly age: number
}

export function findWaiting(
  db: Kysely<Schema>,
  { store, invoice, id }: { readonly store: StoreId; readonly invoice: InvoiceId; readonly id: PaymentId },
): Promise<WaitingRequest | undefined> {
  return db
    .selectFrom('refund_requests')
    .selectAll()
    .select(sql<number>`extract(epoch from ${databaseNow} - reserved_at)::float8`.as('age'))
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The invoices' requests that nobody approved for longer than `age` seconds, the oldest first, `limit` at most. */
export function findOverdue(db: Kysely<Schema>, age: number, limit: number): Promise<RefundRequestRow[]> {
  return db
    .selectFrom('refund_requests')
    .selectAll()
    .where('state', '=', 'awaiting_approval')
    .where('reserved_at', '<=', secondsFromNow(-age))
    .orderBy('reserved_at')
    .limit(limit)
    .execute()
}

/** Lets a request that waits for approval be asked of Stripe; the periods of its attempts count from now. Its charge must be locked. */
export function letGo(tx: Transaction, id: PaymentId, columns: UpdateObject<Schema, 'refund_requests'>): Promise<RefundRequestRow> {
  return tx
    .updateTable('refund_requests')
    .set({ ...columns, state: 'open', reserved_at: secondsFromStatement(0) })
    .where('id', '=', id)
    .where('state', '=', 'awaiting_approval')
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Takes the row of a request away that was declined or expired. */
export async function markDismissed(tx: Transaction, id: PaymentId): Promise<void> {
  await tx.updateTable('refund_requests').set({ dismissed_at: databaseNow }).where('id', '=', id).execute()
}

/**
 * Counts an attempt before it is made, so that one which is cut short by a crash counts as unanswered. False where the request
 * is closed by now, had another attempt since it was read, or is too old to be attempted.
 */
export async function markAttempted(db: Kysely<Schema>, { id, attempts }: RefundRequestRow): Promise<boolean> {
  const marked = await db
    .updateTable('refund_requests')
    .set({ attempts: attempts + 1, unanswered_at: databaseNow, next_attempt_at: secondsFromNow(LEASE_LASTS) })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('attempts', '=', attempts)
    .where('reserved_at', '>', secondsFromNow(-RETRY_WITHIN))
    .executeTakeFirst()
  return marked.numUpdatedRows > 0n
}

export interface NextAttempt {
  /** Those to be counted by now. */
  readonly attempts: number
  /** In seconds. */
  readonly wait: number
  /** When the last unanswered attempt ended; as it was where left out. */
  readonly unansweredAt?: Date | RawBuilder<Date> | null
}

/** Puts the request off, unless it is closed or had another attempt since it was read. */
export async function postponeAttempt(db: Kysely<Schema>, { id, attempts }: RefundRequestRow, next: NextAttempt): Promise<void> {
  await db
    .updateTable('refund_requests')
    .set({
      next_attempt_at: secondsFromNow(next.wait),
      attempts: next.attempts,
      ...(next.unansweredAt !== undefined && { unanswered_at: next.unansweredAt }),
    })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('attempts', '=', attempts)
    .execute()
}

export function findRequest(db: Kysely<Schema>, store: StoreId, id: PaymentId): Promise<RefundRequestRow | undefined> {
  return db.selectFrom('refund_requests').selectAll().where('store', '=', store).where('id', '=', id).executeTakeFirst()
}

/** The request that this refund has closed; null where it closed none. */
export async function findClosedBy(db: Kysely<Schema>, store: StoreId, refund: RefundId): Promise<PaymentId | null> {
  const request = await db
    .selectFrom('refund_requests')
    .select('id')
    .where('store', '=', store)
    .where('refund', '=', refund)
    .executeTakeFirst()
  return request?.id ?? null
}

/** A row of the books by its own id or by Stripe's refund. */
export function findRow(
  db: Kysely<Schema>,
  store: StoreId,
  by: { readonly id: PaymentId } | { readonly refund: RefundId },
): Promise<PaymentRow | undefined> {
  const rows = db.selectFrom('payments').selectAll().where('store', '=', store)
  return ('id' in by ? rows.where('id', '=', by.id) : rows.where('refund', '=', by.refund)).executeTakeFirst()
}

/** What a row of a refund is shown by. */
export interface AroundRefund {
  readonly charge: ChargeRow | undefined
  /** The row of its charge. */
  readonly original: PaymentId | null
  /** What payouts replaced of it, in minor units. */
  readonly paidOut: number
  /** The store's account at Stripe. */
  readonly account: AccountId | null
}

export async function readAround(
  db: Kysely<Schema>,
  { store, charge, id }: { readonly store: StoreId; readonly charge: ChargeId | null; readonly id: PaymentId },
): Promise<AroundRefund> {
  const known = await db
    .selectFrom('charges')
    .innerJoin('stores', 'stores.id', 'charges.store')
    .leftJoin('payments', (join) =>
      join.onRef('payments.store', '=', 'charges.store').onRef('payments.charge', '=', 'charges.id').on('payments.kind', '=', 'charge'),
    )
    .selectAll('charges')
    .select(['payments.id as original', 'stores.stripe_account as account', paidOutOf(id).as('paid_out')])
    .where('charges.store', '=', store)
    .where('charges.id', '=', charge)
    .executeTakeFirst()
  if (known === undefined) return { charge: undefined, original: null, paidOut: 0, account: null }
  const { original, account, paid_out: paidOut, ...row } = known
  return { charge: row, original, account, paidOut }
}

function paidOutOf(refund: PaymentId) {
  return sql<number>`(select coalesce(-sum(amount), 0) from payments where replaces = ${refund} and removed_at is null)`
}
