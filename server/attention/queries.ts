/** Attention items: what needs a person. Whoever finds one opens it, and resolves it once its cause is gone, in the same transaction. */
import type { StripeRight } from '../contract/choices.ts'
import type { ChargeId, InvoiceId, PaymentId, StoreId } from '../contract/ids.ts'
import type { AttentionCode } from '../contract/tab.ts'
import { sql, type Kysely } from 'kysely'
import { prepared, preparedWrite } from '../database/prepared.ts'
import { storeArrays } from '../database/store-key.ts'
import { databaseNow } from '../database/time.ts'
import type { AttentionItemRow, ChargeRow, Schema } from '../database/schema.ts'
import { tell, type Transaction } from '../database/transactions.ts'

/** What an item is about; what is left out it has nothing to do with. */
export interface NewItem {
  readonly store: StoreId
  readonly code: AttentionCode
  /** The invoice whose tab shows it, once it is known. */
  readonly invoice?: InvoiceId | null
  readonly charge?: ChargeId | null
  readonly payment?: PaymentId
  readonly event?: string
  readonly stripe_right?: StripeRight
}

/** An item about a charge: the tab of the invoice that the charge has, or names, shows it. */
export function itemOf(charge: ChargeRow, code: AttentionCode, more: Pick<NewItem, 'payment' | 'event'> = {}): NewItem {
  return { store: charge.store, code, invoice: invoiceOf(charge), charge: charge.id, ...more }
}

function invoiceOf({ invoice, claimed_invoice }: ChargeRow): InvoiceId | null {
  return invoice ?? claimed_invoice
}

/** An item is found by what it is about most closely: its event, else its payment, charge, invoice, right, or the store. */
export interface ItemKey {
  readonly store: StoreId
  readonly code: AttentionCode
  readonly subject: string
}

/** Opens an item. One that is open keeps its time, and one that a person acknowledged stays so. Returns whether it is new. */
export async function openAttention(tx: Transaction, item: NewItem): Promise<boolean> {
  const opened = await tx
    .insertInto('attention_items')
    .values(item)
    .onConflict((conflict) => conflict.columns(['store', 'code', 'subject']).where('resolved_at', 'is', null).doNothing())
    .executeTakeFirst()
  const isNew = opened.numInsertedOrUpdatedRows === 1n
  if (isNew) tellHost(tx, item)
  return isNew
}

/**
 * Opens an item of which there may be more now, acknowledged or not. One that was open keeps its time and gets another id, so
 * that a person who saw it as it was can't acknowledge it as it is.
 */
export async function reopenAttention(tx: Transaction, item: NewItem): Promise<void> {
  await tx
    .insertInto('attention_items')
    .values(item)
    .onConflict((conflict) =>
      conflict
        .columns(['store', 'code', 'subject'])
        .where('resolved_at', 'is', null)
        .doUpdateSet({
          id: sql`default`,
          opened_at: sql`case when attention_items.acknowledged_at is null then attention_items.opened_at else excluded.opened_at end`,
          acknowledged_at: null,
          acknowledged_remaining: null,
        }),
    )
    .execute()
  tellHost(tx, item)
}

function tellHost(tx: Transaction, item: NewItem): void {
  const { store, code, invoice = null, charge = null, payment } = item
  tell(tx, { store, type: 'attention.opened', invoice, facts: { code, charge, payment: payment ?? null } })
}

/** Closes the item where its cause is gone. What a person acknowledged of it counts no more: it is opened anew next time. */
export async function resolveAttention(tx: Transaction, { store, code, subject }: ItemKey): Promise<void> {
  await tx
    .updateTable('attention_items')
    .set({ resolved_at: databaseNow })
    .where('store', '=', store)
    .where('code', '=', code)
    .where('subject', '=', subject)
    .where('resolved_at', 'is', null)
    .execute()
}

const move = preparedWrite(
  'move_attention',
  `update attention_items set invoice = moved.invoice,
    resolved_at = case when code = any(string_to_array(moved.gone, ' ')) then now() end
  from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as moved(store, charge, invoice, gone)
  where attention_items.store = moved.store and attention_items.charge = moved.charge and attention_items.resolved_at is null`,
)

/** Has the tabs of the charges' invoices show their items from now on, and resolves those of `gone`. */
export async function moveAttention(
  tx: Transaction,
  moved: readonly { readonly charge: ChargeRow; readonly gone: readonly AttentionCode[] }[],
): Promise<void> {
  await move(
    tx,
    ...storeArrays(moved.map(({ charge }) => charge)),
    moved.map(({ charge }) => invoiceOf(charge)),
    moved.map(({ gone }) => gone.join(' ')),
  )
}

/** What remained of the charge, in minor units, when a person acknowledged the item; null where nobody has. */
export async function readAcknowledged(db: Kysely<Schema>, { store, code, subject }: ItemKey): Promise<number | null> {
  const item = await db
    .selectFrom('attention_items')
    .select('acknowledged_remaining')
    .where('store', '=', store)
    .where('code', '=', code)
    .where('subject', '=', subject)
    .where('resolved_at', 'is', null)
    .where('acknowledged_at', 'is not', null)
    .executeTakeFirst()
  return item?.acknowledged_remaining ?? null
}

/** The subjects of these of which a person acknowledged the item. */
export async function readAcknowledgedSubjects(
  db: Kysely<Schema>,
  store: StoreId,
  code: AttentionCode,
  subjects: readonly string[],
): Promise<ReadonlySet<string>> {
  if (subjects.length === 0) return new Set()
  const items = await db
    .selectFrom('attention_items')
    .select('subject')
    .where('store', '=', store)
    .where('code', '=', code)
    .where('subject', 'in', subjects)
    .where('resolved_at', 'is', null)
    .where('acknowledged_remaining', 'is not', null)
    .execute()
  return new Set(items.map(({ subject }) => subject))
}

/** Whether a person acknowledged the item, and there has been no more of it since. */
export async function isAcknowledged(db: Kysely<Schema>, key: ItemKey): Promise<boolean> {
  return (await readAcknowledged(db, key)) !== null
}

/** Opens an item of every store: what is wrong with the server itself. */
export async function openEverywhere(db: Kysely<Schema>, code: AttentionCode): Promise<void> {
  await db
    .insertInto('attention_items')
    .columns(['store', 'code'])
    .expression((from) => from.selectFrom('stores').select(['id', sql<AttentionCode>`${code}`.as('code')]))
    .onConflict((conflict) => conflict.columns(['store', 'code', 'subject']).where('resolved_at', 'is', null).doNothing())
    .execute()
}

/** Resolves it in every store. */
export async function resolveEverywhere(db: Kysely<Schema>, code: AttentionCode): Promise<void> {
  await db
    .updateTable('attention_items')
    .set({ resolved_at: databaseNow })
    .where('code', '=', code)
    .where('resolved_at', 'is', null)
    .execute()
}

/** Those that wait for a person, of one store or of all, the oldest first. */
export function readOpenItems(db: Kysely<Schema>, store: StoreId | null): Promise<AttentionItemRow[]> {
  return db
    .selectFrom('attention_items')
    .selectAll()
    .$if(store !== null, (query) => query.where('store', '=', store ?? ''))
    .where('resolved_at', 'is', null)
    .where('acknowledged_at', 'is', null)
    .orderBy('opened_at')
    .orderBy('id')
    .execute()
}

const countByCode = prepared<{ readonly code: AttentionCode; readonly count: number }>(
  'count_attention',
  `select code, count(*) as count from attention_items where resolved_at is null and acknowledged_at is null group by code`,
)

/** How many wait for a person, of all stores. */
export function countOpenItems(db: Kysely<Schema>): Promise<{ readonly code: AttentionCode; readonly count: number }[]> {
  return countByCode(db)
}

/** The item of this id while it waits for a person. */
export function readOpenItem(db: Kysely<Schema>, id: number): Promise<AttentionItemRow | undefined> {
  return db
    .selectFrom('attention_items')
    .selectAll()
    .where('id', '=', id)
    .where('resolved_at', 'is', null)
    .where('acknowledged_at', 'is', null)
    .executeTakeFirst()
}

/**
 * Hides it while no less than `remaining` is left of its charge, in minor units; null where it is not about what is left.
 * False where it is no longer open, or on another invoice by now.
 */
export async function acknowledgeItem(tx: Transaction, { id, invoice }: AttentionItemRow, remaining: number | null): Promise<boolean> {
  const acknowledged = await tx
    .updateTable('attention_items')
    .set({ acknowledged_at: databaseNow, acknowledged_remaining: remaining })
    .where('id', '=', id)
    .where('invoice', 'is not distinct from', invoice)
    .where('resolved_at', 'is', null)
    .where('acknowledged_at', 'is', null)
    .executeTakeFirst()
  return acknowledged.numUpdatedRows > 0n
}
