/** Calling Stripe about a charge while nobody else does. */
import { setTimeout as pause } from 'node:timers/promises'
import { LeaseLost } from '../context/errors.ts'
import type { ChargeId, StoreId } from '../contract/ids.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { giveLeaseBack, isLeaseFree, takeLease } from './queries.ts'

/** Extends the lease before a call; throws {@link LeaseLost} where another has it by now. */
export type Renew = () => Promise<void>

export interface ChargeKey {
  readonly store: StoreId
  readonly id: ChargeId
}

/** Runs `work` under the charge's lease; null where its turn does not come within `ctx.leaseWait`. */
export async function withChargeLease<T>(
  ctx: GatewayCtx,
  charge: ChargeKey,
  work: (renew: Renew) => Promise<T>,
): Promise<{ readonly value: T } | null> {
  const line = JSON.stringify([charge.store, charge.id])
  const deadline = ctx.clock().getTime() + ctx.leaseWait
  if (!(await ctx.leaseQueue.enter(line, ctx.leaseWait))) return null
  try {
    return await runUnderLease(ctx, charge, deadline, work)
  } finally {
    ctx.leaseQueue.leave(line)
  }
}

async function runUnderLease<T>(
  ctx: GatewayCtx,
  charge: ChargeKey,
  deadline: number,
  work: (renew: Renew) => Promise<T>,
): Promise<{ readonly value: T } | null> {
  const token = ctx.newId('lease')
  const take = (): Promise<boolean> => takeLease(ctx.db, charge.store, charge.id, token)
  if (!(await take()) && !(await waitForLease(ctx, charge, deadline, take))) return null
  try {
    const renew = async (): Promise<void> => {
      if (!(await take())) throw new LeaseLost(`the lease of ${charge.id} passed to another`)
    }
    return { value: await work(renew) }
  } finally {
    await giveLeaseBack(ctx.db, charge.store, charge.id, token)
  }
}

/** Another process has the lease: only a look tells when it is free. */
async function waitForLease(ctx: GatewayCtx, charge: ChargeKey, deadline: number, take: () => Promise<boolean>): Promise<boolean> {
  for (let looks = 0; ctx.clock().getTime() < deadline; looks += 1) {
    await pause(ctx.leaseQueue.backoff(looks))
    if ((await isLeaseFree(ctx.db, charge.store, charge.id)) && (await take())) return true
  }
  return false
}
