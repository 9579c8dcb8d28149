import type { NewAuditEntry } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'

/** Writes what was done, in the transaction that does it. */
export async function writeAudit(tx: Transaction, entry: NewAuditEntry): Promise<void> {
  await tx.insertInto('audit_entries').values(entry).execute()
}
