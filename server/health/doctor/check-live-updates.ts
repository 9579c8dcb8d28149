import { listenForChanges } from '../../database/changes.ts'
import type { Database } from '../../database/connection.ts'
import { findingsAbout, type Finding } from './finding.ts'

/** Whether a connection to this address hears what another notifies. */
export async function checkLiveUpdates(connectionString: string, db: Database): Promise<Finding> {
  const { well, look } = findingsAbout('Live updates')
  const changes = await listenForChanges({ connectionString, db, random: Math.random, onError: () => {} })
  const isHeard = changes.isHeard()
  await changes.close()
  return isHeard
    ? well('changes are heard as they happen')
    : look(
        'notifications are not heard, as behind a pooler that shares connections; tabs are read once a second instead',
        'let DATABASE_URL lead to PostgreSQL itself or to a session pool',
      )
}
