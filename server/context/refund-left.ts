/** How much a session still lets its actor give back: refunds, and what they take out of the books, have one cap. */
import type { InvoiceId } from '../contract/ids.ts'
import { readTakenByActor } from '../database/refunded-by-actor.ts'
import type { Transaction } from '../database/transactions.ts'
import { moneyLeft, type MoneyLeft } from '../domain/refund-approval.ts'
import { isLimited, limitsOf, type Principal } from './principal.ts'

const NOTHING_TAKEN = { total: 0, unapproved: 0 }

/** What the session leaves the caller on this invoice now; nothing is read where it has no limits. */
export async function readMoneyLeft(tx: Transaction, principal: Principal, invoice: InvoiceId): Promise<MoneyLeft> {
  const taken = isLimited(principal) ? await readTakenByActor(tx, principal.store, invoice, principal.actor.id) : NOTHING_TAKEN
  return moneyLeft(limitsOf(principal), taken)
}
