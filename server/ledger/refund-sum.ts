import type { Ctx } from '../context/ctx.ts'
import { readLedgers } from '../database/charge-ledgers.ts'
import type { ChargeRow } from '../database/schema.ts'
import { mayDifferFrom } from '../domain/refundable.ts'
import type { StripeCharge } from '../domain/stripe-facts.ts'

/** Whether Stripe's sum of the refunds of a charge of ours may stand for other refunds than the books', so that the list has to be read. */
export async function sumDiffers(ctx: Ctx, known: ChargeRow, charge: StripeCharge): Promise<boolean> {
  const ledger = (await readLedgers(ctx.db, known.store, [known])).get(known.id)
  return ledger === undefined || mayDifferFrom(charge, ledger)
}
