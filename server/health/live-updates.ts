import { openEverywhere, resolveEverywhere } from '../attention/queries.ts'
import type { Ctx } from '../context/ctx.ts'

/**
 * To be called with what each proof showed: says in the log, when it changes, and to whoever looks after a store whether
 * changes are heard as they happen or read once a second.
 */
export function createLiveUpdatesNote({ db, log }: Pick<Ctx, 'db' | 'log'>): (isHeard: boolean) => void {
  let last: boolean | null = null
  return (isHeard) => {
    if (!isHeard && last !== false)
      log.error(
        {},
        'Notifications of the database are not heard, as behind a pooler that shares connections: tabs are read once a second instead. Let DATABASE_URL lead to PostgreSQL itself or to a session pool.',
      )
    if (isHeard && last === false) log.info({}, 'Notifications of the database are heard again.')
    if (isHeard && last === true) return
    last = isHeard
    // Of several servers one may hear and another not: who does not says so again at each proof.
    const noted = isHeard ? resolveEverywhere(db, 'live_updates_lost') : openEverywhere(db, 'live_updates_lost')
    noted.catch((error: unknown) => log.warn({ error }, 'Whether live updates work could not be noted.'))
  }
}
