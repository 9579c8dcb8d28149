import type { InvoiceId, StoreId } from '../contract/ids.ts'
import { sql, type Kysely } from 'kysely'
import type { AuditEntryRow, NewAuditEntry, Schema } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'

/** Entries of an invoice, newest first: its own, and those of its charges from before they found it. */
export function readEntries(
  db: Kysely<Schema>,
  { store, invoice }: { readonly store: StoreId; readonly invoice: InvoiceId },
  { before, limit }: { readonly before: number | null; readonly limit: number },
): Promise<AuditEntryRow[]> {
  return db
    .selectFrom('audit_entries')
    .selectAll()
    .where('store', '=', store)
    .where((where) =>
      where.or([
        where('invoice', '=', invoice),
        where.and([
          where('invoice', 'is', null),
          where(
            'charge',
            'in',
            where.selectFrom('charges').select('charges.id').where('charges.store', '=', store).where('charges.invoice', '=', invoice),
          ),
        ]),
      ]),
    )
    .$if(before !== null, (query) => query.where('id', '<', before ?? 0))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function insertEntry(tx: Transaction, entry: NewAuditEntry): Promise<void> {
  await tx.insertInto('audit_entries').values(entry).execute()
}

/** Written out: the index of recordings is not found by a parameter whose value is not known when the statement is planned. */
const RECORDED = sql.lit('stripe_refund_recorded' as const)

/** Writes that a refund was recorded; false where the log says so already. */
export async function insertFirstRecording(tx: Transaction, entry: NewAuditEntry): Promise<boolean> {
  const first = await tx
    .insertInto('audit_entries')
    .values(entry)
    .onConflict((conflict) => conflict.columns(['store', 'refund']).where('action', '=', RECORDED).doNothing())
    .returning('id')
    .executeTakeFirst()
  return first !== undefined
}
