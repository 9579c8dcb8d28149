/** A turn on a charge: all that is due of it, by one process, within bounds, so that one charge holds up no other. */
import { LeaseLost, StripeUnavailable } from '../context/errors.ts'
import { applyClaimed } from '../inbox/apply.ts'
import { claimEventsOf } from '../inbox/claim-queries.ts'
import { attemptUnderLease } from '../refunds/attempt.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { compareIfDue } from '../sync/compare-charge.ts'
import { withChargeLease, type ChargeKey, type ChargeLease } from '../sync/lease.ts'
import { endTurn, findDueRequests, needsLease } from './queries.ts'

/** Events applied, and refunds attempted, in one turn at most. */
const MOST = 20

/** A turn begins nothing more after this long, in milliseconds. */
const LONGEST = 10_000

/** Seconds for which a charge is left alone whose lease another call has. */
const REST = 1

/**
 * Works until nothing is due of the charge or the turn is over, then ends it. Throws only where the database can't be reached:
 * the turn then runs out by itself.
 */
export async function takeTurn(ctx: GatewayCtx, charge: ChargeKey, turn: string, stopping: AbortSignal): Promise<void> {
  const end = ctx.clock().getTime() + LONGEST
  const isOver = (): boolean => stopping.aborted || ctx.clock().getTime() >= end
  let gotLease = true
  try {
    await applyClaimed(ctx, await claimEventsOf(ctx, charge, MOST), isOver)
    // Only what calls Stripe needs the lease.
    if (await needsLease(ctx.db, charge)) gotLease = await callUnderLease(ctx, charge, isOver)
  } finally {
    const isLeft = await endTurn(ctx.db, charge, turn, gotLease ? 0 : REST)
    if (isLeft && gotLease) ctx.due()
  }
}

/** False where another has the lease, or took it meanwhile. */
async function callUnderLease(ctx: GatewayCtx, charge: ChargeKey, isOver: () => boolean): Promise<boolean> {
  try {
    return (await withChargeLease(ctx, charge, (_renew, lease) => callStripe(ctx, charge, isOver, lease))) !== null
  } catch (error) {
    if (error instanceof LeaseLost) return false
    throw error
  }
}

async function callStripe(ctx: GatewayCtx, charge: ChargeKey, isOver: () => boolean, lease: ChargeLease): Promise<void> {
  const requests = await findDueRequests(ctx.db, charge, MOST)
  for (const request of requests) {
    if (isOver()) return
    await unlessUnavailable(() => attemptUnderLease(ctx, request, lease))
  }
  // While there are more, a comparison would only have to be made again after them.
  if (requests.length < MOST && !isOver()) await unlessUnavailable(() => compareIfDue(ctx, charge, lease.renew))
}

/** What Stripe can't be asked now is due again later, and holds up nothing else of the charge. */
async function unlessUnavailable(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof StripeUnavailable)) throw error
  }
}
