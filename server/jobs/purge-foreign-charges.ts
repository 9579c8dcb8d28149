import type { Ctx } from '../context/ctx.ts'
import { deleteForeignCharges } from './purge-queries.ts'

/** How long a charge without our marks is kept in case a mark comes later, in days. */
const KEPT_DAYS = 30

/** Forgets foreign charges that nobody claimed. Nothing of the books hangs on them. */
export function purgeForeignCharges({ db }: Pick<Ctx, 'db'>): Promise<void> {
  return deleteForeignCharges(db, KEPT_DAYS)
}
