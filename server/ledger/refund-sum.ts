import type { StoreId } from '../contract/ids.ts'
import { takesMoney } from '../domain/refund-states.ts'
import { sum } from '../domain/refundable.ts'
import { readLedgers } from '../database/charge-ledgers.ts'
import type { StripeCharge } from '../domain/stripe-facts.ts'
import { findCharge } from './record-charge.ts'
import type { Ctx } from '../context/ctx.ts'

/**
 * Whether Stripe's sum of the charge's refunds differs from ours. Since API 2025-03-31 it holds no released
 * authorisation; a payload of an older version may, and then looks different, which costs a look at the list.
 */
export async function sumDiffers(ctx: Ctx, store: StoreId, charge: StripeCharge): Promise<boolean> {
  const held = await findCharge(ctx, store, charge.id)
  if (held === undefined || held.state === 'foreign') return false
  const ledger = (await readLedgers(ctx.db, store, [held])).get(held.id)
  const ours = sum((ledger?.refunds ?? []).filter((refund) => takesMoney(refund.state)).map((refund) => refund.amount))
  return charge.amountRefunded !== ours
}
