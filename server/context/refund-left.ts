/** How much a session with `maxRefund` still lets its actor refund. */
import type { InvoiceId } from '../contract/ids.ts'
import { refundedByActor } from '../database/refunded-by-actor.ts'
import type { Transaction } from '../database/transactions.ts'
import type { Principal } from './principal.ts'

/** What `maxRefund` leaves the caller on this invoice now, in minor units; null where nothing limits them. */
export async function refundLeft(tx: Transaction, principal: Principal, invoice: InvoiceId): Promise<number | null> {
  if (principal.kind === 'host' || principal.maxRefund === null) return null
  return Math.max(0, principal.maxRefund - (await refundedByActor(tx, principal.store, invoice, principal.actor.id)))
}
