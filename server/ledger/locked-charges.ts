/** Changing what charges add up to: under their locks, checked for more having left than came in, and told to every stream. */
import type { ChargeId, StoreId } from '../contract/ids.ts'
import { chargeBalance } from '../domain/refundable.ts'
import { itemOf, reopenAttention, readAcknowledged, resolveAttention } from '../attention/queries.ts'
import { touchInvoice } from '../database/invoices.ts'
import { readLedgers } from '../database/charge-ledgers.ts'
import { withChargesLocked } from '../database/locks.ts'
import type { ChargeRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import type { Ctx } from '../context/ctx.ts'

/**
 * Runs `work` in one transaction that holds `charges` (those that are held here) and their invoices. `work` adds to
 * `touched` each charge that it changed, and brings what it changed of the charge itself into `charges` too.
 */
export function lockedCharges<T>(
  ctx: Ctx,
  store: StoreId,
  charges: readonly ChargeId[],
  work: (tx: Transaction, held: ReadonlyMap<string, ChargeRow>, touched: Set<string>) => Promise<T>,
): Promise<T> {
  return withChargesLocked(ctx, store, charges, async (tx, held) => {
    const touched = new Set<string>()
    const result = await work(tx, held, touched)
    const changed = [...held.values()].filter((charge) => touched.has(charge.id))
    await watchForOverRefunds(tx, store, changed)
    const invoices = new Set(changed.flatMap((charge) => charge.invoice ?? []))
    for (const invoice of [...invoices].toSorted()) await touchInvoice(tx, store, invoice)
    return result
  })
}

async function watchForOverRefunds(tx: Transaction, store: StoreId, charges: readonly ChargeRow[]): Promise<void> {
  const ledgers = await readLedgers(tx, store, charges)
  for (const charge of charges) {
    const ledger = ledgers.get(charge.id)
    if (ledger === undefined) continue
    const key = { store, code: 'over_refunded', subject: charge.id } as const
    const { remainingAtStripe } = chargeBalance(ledger)
    if (remainingAtStripe >= 0) await resolveAttention(tx, key)
    else if (remainingAtStripe < ((await readAcknowledged(tx, key)) ?? 0)) await reopenAttention(tx, itemOf(charge, 'over_refunded'))
  }
}
