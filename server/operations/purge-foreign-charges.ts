import { sql } from 'kysely'
import type { Services } from './services.ts'

/** How long a charge without our marks is kept in case a mark comes later, in days. */
const KEPT_DAYS = 30

/** Forgets foreign charges that nobody claimed. Nothing of the books hangs on them. */
export async function purgeForeignCharges(s: Services): Promise<void> {
  const since = new Date(s.clock().getTime() - KEPT_DAYS * 24 * 3600 * 1000)
  await s.db
    .deleteFrom('charges')
    .where('state', '=', 'foreign')
    .where('seen_at', '<', since)
    .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<', sql<Date>`now()`)]))
    .execute()
}
