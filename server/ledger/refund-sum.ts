import type { StoreId } from '../contract/ids.ts'
import { takesMoney } from '../domain/refund-states.ts'
import { sum } from '../domain/refundable.ts'
import { readLedgers } from '../database/charge-ledgers.ts'
import type { StripeCharge } from '../domain/stripe-facts.ts'
import { findCharge } from './record-charge.ts'
import type { Ctx } from '../context/ctx.ts'

/**
 * Whether Stripe's sum of the charge's refunds may stand for other refunds than ours, so that the list has to be read. Before API
 * 2025-03-31 the sum holds what was released of an authorisation as well: where not all of it was captured, or more, two sums
 * that are equal say nothing, unless both are nothing.
 */
export async function sumDiffers(ctx: Ctx, store: StoreId, charge: StripeCharge): Promise<boolean> {
  const held = await findCharge(ctx, store, charge.id)
  if (held === undefined || held.state === 'foreign') return false
  const ledger = (await readLedgers(ctx.db, store, [held])).get(held.id)
  const ours = sum((ledger?.refunds ?? []).filter((refund) => takesMoney(refund.state)).map((refund) => refund.amount))
  if (charge.amountRefunded === 0 && ours === 0) return false
  return charge.amountRefunded !== ours || charge.captured !== charge.authorized
}
