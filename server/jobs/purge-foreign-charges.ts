import { sql } from 'kysely'
import { secondsFromNow } from '../database/time.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/** How long a charge without our marks is kept in case a mark comes later, in days. */
const KEPT_DAYS = 30

/** Forgets foreign charges that nobody claimed. Nothing of the books hangs on them. */
export async function purgeForeignCharges(ctx: GatewayCtx): Promise<void> {
  await ctx.db
    .deleteFrom('charges')
    .where('assignment', '=', 'foreign')
    .where('seen_at', '<', secondsFromNow(-KEPT_DAYS * 24 * 3600))
    .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<', sql<Date>`now()`)]))
    .execute()
}
