/** Calling Stripe about a charge while nobody else does. */
import { setTimeout as pause } from 'node:timers/promises'
import { LeaseLost } from '../context/errors.ts'
import type { ChargeId, StoreId } from '../contract/ids.ts'
import type { Transaction } from '../database/transactions.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { giveLeaseBack, isLeaseFree, takeLease } from './queries.ts'

/** Extends the lease before a call; throws {@link LeaseLost} where another has it by now. */
export type Renew = () => Promise<void>

export interface ChargeKey {
  readonly store: StoreId
  readonly id: ChargeId
}

/** The lease of a charge, for one who has it. */
export interface ChargeLease {
  readonly renew: Renew
  /**
   * To be called last before Stripe is called, where the call must not come late: throws {@link LeaseLost} where it could outlast
   * the lease, as when this server stood still since it took or renewed it.
   */
  assertFresh(): void
  /** Gives it back as the last thing of a transaction; nothing may be called under it any more. */
  giveBackIn(tx: Transaction): Promise<void>
  /** Gives it back, and lets the next in line have it. To be called whatever happened. */
  end(): Promise<void>
}

/** Runs `work` under the charge's lease; null where its turn does not come within `ctx.leaseWait`, or `maxAhead` calls wait here already. */
export async function withChargeLease<T>(
  ctx: GatewayCtx,
  charge: ChargeKey,
  work: (renew: Renew, lease: ChargeLease) => Promise<T>,
  maxAhead = Infinity,
): Promise<{ readonly value: T } | null> {
  const deadline = ctx.clock().getTime() + ctx.leaseWait
  if (!(await ctx.leaseQueue.enter(lineOf(charge), { maxWait: ctx.leaseWait, maxAhead }))) return null
  const token = ctx.newId('lease')
  const lease = leaseOf(ctx, charge, token)
  try {
    const take = (): Promise<boolean> => takeLease(ctx.db, charge.store, charge.id, token)
    if (!(await take()) && !(await waitForLease(ctx, charge, deadline, take))) return null
    return { value: await work(lease.renew, lease) }
  } finally {
    await lease.end()
  }
}

/**
 * The charge's lease, taken in the caller's transaction; null where anyone has it or waits for it. It is ours once that
 * commits, and has to end also where it does not.
 */
export async function takeLeaseIn(tx: Transaction, ctx: GatewayCtx, charge: ChargeKey): Promise<ChargeLease | null> {
  if (!(await ctx.leaseQueue.enter(lineOf(charge), { maxWait: 0, maxAhead: 0 }))) return null
  const token = ctx.newId('lease')
  let lease: ChargeLease | null = null
  try {
    const fresh = createStopwatch(ctx)
    if (await takeLease(tx, charge.store, charge.id, token)) lease = leaseOf(ctx, charge, token, fresh)
  } finally {
    if (lease === null) ctx.leaseQueue.leave(lineOf(charge))
  }
  return lease
}

/** Milliseconds after which a call no longer surely ends within the lease: what lasts 15 s, less the 10 s that it may take. */
const FRESH_FOR = 5_000

/**
 * Milliseconds since it was made. The clock that can't be set stands still with its machine, and the other one can be set: the longer
 * time counts.
 */
function createStopwatch({ clock, steady }: Pick<GatewayCtx, 'clock' | 'steady'>): () => number {
  const [began, beganAt] = [steady(), clock().getTime()]
  return () => Math.max(steady() - began, clock().getTime() - beganAt)
}

function leaseOf(ctx: GatewayCtx, charge: ChargeKey, token: string, taken = createStopwatch(ctx)): ChargeLease {
  let isGivenBack = false
  let age = taken
  return {
    async renew() {
      age = createStopwatch(ctx)
      if (!(await takeLease(ctx.db, charge.store, charge.id, token))) throw new LeaseLost(`the lease of ${charge.id} passed to another`)
    },
    assertFresh() {
      if (age() > FRESH_FOR) throw new LeaseLost(`the lease of ${charge.id} may end before a call that begins now`)
    },
    async giveBackIn(tx) {
      await giveLeaseBack(tx, charge.store, charge.id, token)
      isGivenBack = true
    },
    async end() {
      try {
        if (!isGivenBack) await giveLeaseBack(ctx.db, charge.store, charge.id, token)
      } finally {
        ctx.leaseQueue.leave(lineOf(charge))
      }
    },
  }
}

/** Where calls of this process about one charge wait. */
function lineOf({ store, id }: ChargeKey): string {
  return JSON.stringify([store, id])
}

/** Another process has the lease: only the database tells when it is free. */
async function waitForLease(ctx: GatewayCtx, charge: ChargeKey, deadline: number, take: () => Promise<boolean>): Promise<boolean> {
  for (let reads = 0; ctx.clock().getTime() < deadline; reads += 1) {
    await pause(ctx.leaseQueue.backoff(reads))
    if ((await isLeaseFree(ctx.db, charge.store, charge.id)) && (await take())) return true
  }
  return false
}
