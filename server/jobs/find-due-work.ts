import type { StoreId } from '../contract/ids.ts'
import { databaseNow } from '../database/time.ts'
import type { EventKey } from '../inbox/apply.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

export interface DueWork {
  readonly events: readonly EventKey[]
  readonly refunds: readonly { readonly id: string }[]
  readonly charges: readonly { readonly store: StoreId; readonly id: string }[]
}

/** How much one sweep takes on of each kind. */
const AT_ONCE = 200

/** What our tables say is to be done by now, whether or not a job names it: the oldest first. */
export async function findDueWork(ctx: GatewayCtx): Promise<DueWork> {
  const events = await ctx.db
    .selectFrom('events')
    .select(['account', 'id'])
    .where('state', '=', 'waiting')
    .where('next_attempt_at', '<=', databaseNow)
    .orderBy('next_attempt_at')
    .limit(AT_ONCE)
    .execute()
  const refunds = await ctx.db
    .selectFrom('refund_requests')
    .select('id')
    .where('state', '=', 'open')
    .where('next_attempt_at', '<=', databaseNow)
    .orderBy('next_attempt_at')
    .limit(AT_ONCE)
    .execute()
  const charges = await ctx.db
    .selectFrom('charges')
    .select(['store', 'id'])
    .where('compare_wanted_at', 'is not', null)
    .orderBy('compare_wanted_at')
    .limit(AT_ONCE)
    .execute()
  return { events, refunds, charges }
}
