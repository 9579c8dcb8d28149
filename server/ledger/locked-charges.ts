/** Changing what charges add up to: under their locks, and every stream of their invoices is notified. */
import type { ChargeId } from '../contract/ids.ts'
import { itemOf, reopenAttention, resolveAttention } from '../attention/queries.ts'
import type { Ctx } from '../context/ctx.ts'
import { readLedgersOf, type WatchedLedger } from '../database/charge-ledgers.ts'
import { withChargesLocked, type ChargesToLock } from '../database/locks.ts'
import type { ChargeRow } from '../database/schema.ts'
import { storeKey } from '../database/store-key.ts'
import { touchInvoice, type Transaction } from '../database/transactions.ts'
import { chargeBalance, overRefundChange } from '../domain/refundable.ts'

/** Runs `work` in one transaction that has the charges and their invoices locked. `work` adds to `touched` each charge that it changed. */
export function lockedCharges<T>(
  ctx: Ctx,
  toLock: ChargesToLock,
  work: (tx: Transaction, charges: ReadonlyMap<ChargeId, ChargeRow>, touched: Set<ChargeId>) => Promise<T>,
): Promise<T> {
  return withChargesLocked(ctx, toLock, async (tx, charges) => {
    const touched = new Set<ChargeId>()
    const result = await work(tx, charges, touched)
    const invoices = new Set([...touched].flatMap((charge) => charges.get(charge)?.invoice ?? []))
    for (const invoice of [...invoices].toSorted()) touchInvoice(tx, toLock.store, invoice, 'stripe')
    return result
  })
}

/**
 * Opens an attention item where more left of a charge than came in, and resolves it where that is over. For whoever changed
 * what was captured, refunded or lost of these charges, as they are now. Returns their ledgers, by their keys.
 */
export async function watchForOverRefunds(tx: Transaction, charges: readonly ChargeRow[]): Promise<ReadonlyMap<string, WatchedLedger>> {
  const ledgers = await readLedgersOf(tx, charges)
  for (const charge of charges) {
    const ledger = ledgers.get(storeKey(charge))
    if (ledger === undefined) continue
    const { store } = charge
    const change = overRefundChange(chargeBalance(ledger).remainingAtStripe, ledger.overRefund)
    if (change === 'resolve') await resolveAttention(tx, { store, code: 'over_refunded', subject: charge.id })
    if (change === 'open') await reopenAttention(tx, itemOf(charge, 'over_refunded'))
  }
  return ledgers
}
