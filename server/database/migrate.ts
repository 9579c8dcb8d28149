/** Brings the database to the shape this version needs. Forward only; Kysely's migrator takes a lock first. */
import { Migrator } from 'kysely/migration'
import type { Database } from './connection.ts'
import * as books from './migrations/0001_books.ts'
import * as reconciliations from './migrations/0002_reconciliations.ts'
import * as syncDiffers from './migrations/0003_sync_differs.ts'
import * as whenItBegan from './migrations/0004_when_it_began.ts'
import * as settledByAPerson from './migrations/0005_settled_by_a_person.ts'
import * as foundByIndex from './migrations/0009_found_by_index.ts'
import * as endedKeysStayEnded from './migrations/0009_ended_keys_stay_ended.ts'

const MIGRATIONS = {
  '0001_books': books,
  '0002_reconciliations': reconciliations,
  '0003_sync_differs': syncDiffers,
  '0004_when_it_began': whenItBegan,
  '0005_settled_by_a_person': settledByAPerson,
  '0009_ended_keys_stay_ended': endedKeysStayEnded,
  '0009_found_by_index': foundByIndex,
}

/** Runs what has not run yet and returns the names; throws the first error, with everything of it rolled back. */
export async function migrate(db: Database): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(MIGRATIONS) } })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
  return results.map((result) => result.migrationName)
}
