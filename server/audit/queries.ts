import type { InvoiceId, StoreId } from '../contract/ids.ts'
import type { Kysely } from 'kysely'
import type { AuditEntryRow, ChargeRow, Schema } from '../database/schema.ts'
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

/** Entries of a charge from before it had an invoice, the oldest first. */
export function readHeldBack(tx: Transaction, { store, id }: Pick<ChargeRow, 'store' | 'id'>): Promise<AuditEntryRow[]> {
  return tx
    .selectFrom('audit_entries')
    .selectAll()
    .where('store', '=', store)
    .where('charge', '=', id)
    .where('invoice', 'is', null)
    .orderBy('id')
    .execute()
}
