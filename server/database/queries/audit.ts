import type { NewAuditEntry } from '../schema.ts'
import type { Transaction } from '../transactions.ts'

/** Writes what was done, in the transaction that does it. */
export async function writeAudit(tx: Transaction, entry: NewAuditEntry): Promise<void> {
  await tx.insertInto('audit_entries').values(entry).execute()
}
