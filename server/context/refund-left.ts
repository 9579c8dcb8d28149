/** How much a session with `maxRefund` still lets its actor give back: refunds, and what they take out of the books, have one cap. */
import type { InvoiceId } from '../contract/ids.ts'
import { readTakenByActor } from '../database/refunded-by-actor.ts'
import type { Transaction } from '../database/transactions.ts'
import type { Principal } from './principal.ts'

/** What `maxRefund` leaves the caller on this invoice now, in minor units; null where nothing limits them. */
export async function refundLeft(tx: Transaction, principal: Principal, invoice: InvoiceId): Promise<number | null> {
  if (principal.kind === 'host' || principal.maxRefund === null) return null
  return leftOf(principal.maxRefund, await readTakenByActor(tx, principal.store, invoice, principal.actor.id))
}

/** What is left of `maxRefund` where so much was taken. */
export function leftOf(maxRefund: number, taken: number): number {
  return Math.max(0, maxRefund - taken)
}
