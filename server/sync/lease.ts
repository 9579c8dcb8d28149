/** Calling Stripe about a charge while nobody else does. */
import { LeaseLost } from '../context/errors.ts'
import type { StoreId } from '../contract/ids.ts'
import { setTimeout as pause } from 'node:timers/promises'
import { giveLeaseBack, takeLease } from './queries.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/** Extends the lease before a call; throws {@link LeaseLost} where another holds it by now. */
export type Renew = () => Promise<void>

/** How long a caller waits for its turn, in milliseconds; then the sweep takes over. */
const LEASE_WAIT_MS = 8_000
const LOOK_AGAIN_MS = 25

/** Runs `work` under the charge's lease; null where its turn did not come in time. */
export async function withChargeLease<T>(
  ctx: GatewayCtx,
  charge: { readonly store: StoreId; readonly id: string },
  work: (renew: Renew) => Promise<T>,
): Promise<{ readonly value: T } | null> {
  const token = ctx.newId('lease')
  const take = (): Promise<boolean> => takeLease(ctx.db, charge.store, charge.id, token)
  if (!(await inTurn(take))) return null
  try {
    const renew = async (): Promise<void> => {
      if (!(await take())) throw new LeaseLost(`the lease of ${charge.id} passed to another`)
    }
    return { value: await work(renew) }
  } finally {
    await giveLeaseBack(ctx.db, charge.store, charge.id, token)
  }
}

async function inTurn(take: () => Promise<boolean>): Promise<boolean> {
  for (let waited = 0; waited < LEASE_WAIT_MS; waited += LOOK_AGAIN_MS) {
    if (await take()) return true
    await pause(LOOK_AGAIN_MS)
  }
  return false
}
