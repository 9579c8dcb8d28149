/** What the host's endpoints are told of what the audit log says. */
import type { ChargeRow, NewAuditEntry } from '../database/schema.ts'
import { tell, type Transaction } from '../database/transactions.ts'
import { notificationsOf } from '../domain/notifications.ts'
import { readHeldBack } from './queries.ts'

export function tellHost(tx: Transaction, entry: NewAuditEntry): void {
  const { store, action, invoice = null, payment, charge, refund, amount, currency, actor_name: name, via, data = {} } = entry
  const facts = { ...data, action, payment, charge, refund, amount, currency, actor: { name, via } }
  for (const type of notificationsOf({ action, invoice, data })) tell(tx, { store, type, invoice, facts })
}

/** Has the host told of what happened to the charge before it found its invoice. */
export async function tellHeldBack(tx: Transaction, charge: ChargeRow): Promise<void> {
  for (const entry of await readHeldBack(tx, charge)) tellHost(tx, { ...entry, invoice: charge.invoice })
}
