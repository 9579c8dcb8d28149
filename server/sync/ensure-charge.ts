/** Holding a charge that news is about, and asking Stripe for what it brings along. */
import type { AccountId, StoreId } from '../contract/ids.ts'
import type { SessionMarks } from '../domain/assignment.ts'
import type { StripeCharge } from '../domain/stripe-facts.ts'
import { StripeUnavailable } from '../context/errors.ts'
import { withChargeLease, type Renew } from './lease.ts'
import { compareUnderLease } from './compare-charge.ts'
import { findCharge } from '../ledger/record-charge.ts'
import { claimAndRecord } from './claim.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/** A store and its account at Stripe, null for the platform's own. */
export interface AccountRef {
  readonly store: StoreId
  readonly account: AccountId | null
}

/** Holds the charge, by its sessions too: as the caller knows them, or looked up. One that has a past which is not in the books yet is compared with Stripe at once. */
export async function ensureCharge(
  ctx: GatewayCtx,
  { store, account }: AccountRef,
  charge: StripeCharge,
  sessions?: readonly SessionMarks[],
): Promise<void> {
  await claimAndRecord(ctx, { store, account }, charge, sessions)
  await compareWhile(ctx, { store, account }, charge.id, async () => (await findCharge(ctx, store, charge.id))?.compare_wanted_at != null)
}

/** Where the charge that news is about is held; `gone` where neither the books nor Stripe know it. */
export type Ownership = 'ours' | 'foreign' | 'gone'

/** Finds out whose charge it is, for news of its refund or dispute; one that is not held is fetched and given its place. */
export async function ownershipOf(ctx: GatewayCtx, { store, account }: AccountRef, id: string): Promise<Ownership> {
  const held = await findCharge(ctx, store, id)
  if (held !== undefined) return held.state === 'foreign' ? 'foreign' : 'ours'
  const charge = await ctx.gateway.getCharge(account, id)
  if (charge === null) return 'gone'
  await claimAndRecord(ctx, { store, account }, charge)
  await compareWhile(ctx, { store, account }, id, async () => (await findCharge(ctx, store, id))?.compare_wanted_at != null)
  const now = await findCharge(ctx, store, id)
  return now === undefined || now.state === 'foreign' ? 'foreign' : 'ours'
}

/** Asks Stripe about the whole charge, unless what called for it has settled by the time it is our turn. */
export async function compareWhile(ctx: GatewayCtx, { store }: AccountRef, id: string, needed: () => Promise<boolean>): Promise<void> {
  if (!(await needed())) return
  await inTurn(ctx, { store, id }, async (renew) => {
    if (await needed()) await compareUnderLease(ctx, { store, id }, renew)
  })
}

/** Runs `work`, which asks Stripe about the charge, while nobody else does; throws StripeUnavailable where its turn does not come. */
export async function inTurn(
  ctx: GatewayCtx,
  charge: { readonly store: StoreId; readonly id: string },
  work: (renew: Renew) => Promise<void>,
): Promise<void> {
  const turn = await withChargeLease(ctx, charge, work)
  if (turn === null) throw new StripeUnavailable(`another call about ${charge.id} takes long`)
}
