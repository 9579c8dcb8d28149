/** Fetches a whole charge from Stripe, its refunds and its disputes, and records what is missing or different here. */
import type { StripeCharge, StripeDispute, StripeRefund } from '../domain/stripe-facts.ts'
import { withChargeLease, type ChargeKey, type Renew } from './lease.ts'
import { clearComparison, isComparisonDue, markForComparison, postponeComparison } from './queries.ts'
import { claimAndRecord } from './claim.ts'
import { recordDispute } from '../ledger/record-dispute.ts'
import { recordAndRefetch } from './record-and-refetch.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { stripeAccountOf } from '../database/stores.ts'

/** What Stripe said of the charge, and how many rows were added or changed by it. */
export interface Comparison {
  readonly charge: StripeCharge
  readonly refunds: readonly StripeRefund[]
  readonly disputes: readonly StripeDispute[]
  readonly changed: number
}

/**
 * Compares one charge that is recorded here with Stripe. Null where Stripe does not know it; `later` where its turn did not come in
 * time and it is compared by itself. Throws StripeUnavailable.
 */
export async function compareCharge(ctx: GatewayCtx, charge: ChargeKey): Promise<Comparison | null | 'later'> {
  const turn = await withChargeLease(ctx, charge, (renew) => compareUnderLease(ctx, charge, renew))
  if (turn !== null) return turn.value
  await wantComparison(ctx, charge)
  return 'later'
}

/** Leaves the comparison of a charge to due work, which does it once for all that wanted it until then. */
export async function wantComparison(ctx: GatewayCtx, charge: ChargeKey): Promise<void> {
  await markForComparison(ctx.db, charge)
  ctx.due()
}

/** The same, for who has the charge's lease already. */
export async function compareUnderLease(ctx: GatewayCtx, { store, id }: ChargeKey, renew: Renew): Promise<Comparison | null> {
  const account = await stripeAccountOf(ctx, store)
  const started = await markForComparison(ctx.db, { store, id })
  await renew()
  const charge = await ctx.gateway.getCharge(account, id)
  if (charge === null) {
    await clearComparison(ctx.db, { store, id }, started)
    return null
  }
  await renew()
  const refunds = await ctx.gateway.listRefunds(account, id, renew)
  const outcome = await claimAndRecord(ctx, { store, account }, charge)
  const found = await recordAndRefetch(ctx, { store, account }, refunds, { foundBy: 'reconciliation', fetchedAt: started })
  await renew()
  // Last, so that a key that may not read disputes keeps no refund from being recorded.
  const disputes = await ctx.gateway.listDisputes(account, id)
  let changed = (outcome?.changed ?? 0) + found.added.length + found.moved.length
  for (const dispute of disputes) changed += await recordDispute(ctx, store, dispute, started)
  await clearComparison(ctx.db, { store, id }, started)
  return { charge, refunds, disputes, changed }
}

/** Seconds until a comparison that failed is tried again. */
const COMPARE_AGAIN_AFTER = 15

/** Compares the charge where that is due, for who has its lease; one that fails is due again later. Throws StripeUnavailable. */
export async function compareIfDue(ctx: GatewayCtx, charge: ChargeKey, renew: Renew): Promise<void> {
  if (!(await isComparisonDue(ctx.db, charge))) return
  try {
    await compareUnderLease(ctx, charge, renew)
  } catch (error) {
    await postponeComparison(ctx.db, charge, COMPARE_AGAIN_AFTER)
    throw error
  }
}
