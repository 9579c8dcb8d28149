/** Recording a charge that news is about, and fetching from Stripe what it brings along. */
import type { AccountId, ChargeId, StoreId } from '../contract/ids.ts'
import type { SessionMarks } from '../domain/assignment.ts'
import type { StripeCharge } from '../domain/stripe-facts.ts'
import { LeaseLost, StripeUnavailable } from '../context/errors.ts'
import { withChargeLease, type ChargeKey, type Renew } from './lease.ts'
import { compareUnderLease } from './compare-charge.ts'
import { findCharge, type RecordedCharge } from '../ledger/charge-queries.ts'
import { claimAndRecord } from './claim.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/** A store and its account at Stripe, null for the platform's own. */
export interface AccountRef {
  readonly store: StoreId
  readonly account: AccountId | null
}

/**
 * Records the charge as {@link claimAndRecord} does, with `sessions` as there. Where it has refunds or disputes that are not in
 * the books yet, it is compared with Stripe at once. Returns it as it is recorded then, null where it is not money yet.
 */
export async function ensureCharge(
  ctx: GatewayCtx,
  ref: AccountRef,
  charge: StripeCharge,
  sessions?: readonly SessionMarks[],
): Promise<RecordedCharge | null> {
  const recorded = (await claimAndRecord(ctx, ref, charge, sessions))?.charge ?? null
  if (recorded?.compare_wanted_at == null) return recorded
  await compareWanted(ctx, recorded)
  return (await findCharge(ctx.db, ref.store, charge.id)) ?? null
}

/** The charge that news is about, where it is ours. */
export type Ownership = RecordedCharge | 'foreign' | 'gone'

/**
 * Finds out whose charge it is, for news of its refund or dispute; one that is not recorded is fetched and given its place.
 * `gone` where neither the books nor Stripe know it.
 */
export async function ownershipOf(ctx: GatewayCtx, ref: AccountRef, id: ChargeId): Promise<Ownership> {
  const known = await findCharge(ctx.db, ref.store, id)
  if (known !== undefined) return ownershipOfKnown(known)
  const charge = await ctx.gateway.getCharge(ref.account, id)
  if (charge === null) return 'gone'
  const recorded = await ensureCharge(ctx, ref, charge)
  return recorded === null || recorded.assignment === 'foreign' ? 'foreign' : recorded
}

/** The same of one that is recorded. */
export function ownershipOfKnown(known: RecordedCharge): Ownership {
  return known.assignment === 'foreign' ? 'foreign' : known
}

/**
 * Compares the charge with Stripe where that is wanted by the time it is our turn. Where another has the lease, it compares now or
 * due work does, as the charge says that it is wanted: two events of one payment come together, and neither is put off for it.
 * Throws StripeUnavailable.
 */
async function compareWanted(ctx: GatewayCtx, charge: ChargeKey): Promise<void> {
  const turn = await withChargeLease(ctx, charge, async (renew) => {
    const known = await findCharge(ctx.db, charge.store, charge.id)
    if (known?.compare_wanted_at != null) await compareUnderLease(ctx, charge, renew)
  })
  if (turn === null) ctx.due()
}

/** The same, left to due work where Stripe can't be called now. */
export async function compareIfWanted(ctx: GatewayCtx, charge: ChargeKey): Promise<void> {
  try {
    await compareWanted(ctx, charge)
  } catch (error) {
    if (!(error instanceof StripeUnavailable) && !(error instanceof LeaseLost)) throw error
    ctx.due()
  }
}

/** Runs `work`, which calls Stripe about the charge, while nobody else does; throws StripeUnavailable where its turn does not come. */
export async function inTurn(ctx: GatewayCtx, charge: ChargeKey, work: (renew: Renew) => Promise<void>): Promise<void> {
  const turn = await withChargeLease(ctx, charge, work)
  if (turn === null) throw new StripeUnavailable(`another call about ${charge.id} takes long`)
}
