/** Changing what charges add up to: under their locks, checked for more having left than came in, and told to every stream. */
import { chargeStanding } from '../domain/refundable.ts'
import { raiseMore, readAccepted, settleAttention } from '../database/queries/attentions.ts'
import { touchInvoice } from '../database/queries/invoices.ts'
import { readLedgers } from '../database/queries/ledgers.ts'
import { withChargesLocked } from '../database/queries/locks.ts'
import type { ChargeRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import type { Services } from './services.ts'

/**
 * Runs `work` in one transaction that holds `charges` (those that are held here) and their invoices. `work` adds to
 * `touched` each charge that it changed, and brings what it changed of the charge itself into `charges` too.
 */
export function lockedCharges<T>(
  s: Services,
  store: string,
  charges: readonly string[],
  work: (tx: Transaction, held: ReadonlyMap<string, ChargeRow>, touched: Set<string>) => Promise<T>,
): Promise<T> {
  return withChargesLocked(s, store, charges, async (tx, held) => {
    const touched = new Set<string>()
    const result = await work(tx, held, touched)
    const changed = [...held.values()].filter((charge) => touched.has(charge.id))
    await watchForOverRefunds(tx, s, store, changed)
    const invoices = new Set(changed.flatMap((charge) => charge.invoice ?? []))
    for (const invoice of [...invoices].toSorted()) await touchInvoice(tx, store, invoice)
    return result
  })
}

async function watchForOverRefunds(tx: Transaction, s: Services, store: string, charges: readonly ChargeRow[]): Promise<void> {
  const ledgers = await readLedgers(tx, store, charges)
  for (const [charge, ledger] of ledgers) {
    const concern = { store, code: 'over_refunded' as const, charge, payment: null }
    const { remainingAtStripe } = chargeStanding(ledger)
    if (remainingAtStripe >= 0) await settleAttention(tx, concern, s.clock())
    else if (remainingAtStripe < ((await readAccepted(tx, concern)) ?? 0)) await raiseMore(tx, concern, s.clock())
  }
}
