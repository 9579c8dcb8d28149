/** Brings the database to the shape this version needs. Forward only; Kysely's migrator takes a lock first. */
import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import { FileMigrationProvider, Migrator } from 'kysely/migration'
import type { Database } from './connection.ts'

/** Each file of this folder is a migration, run in the order of their names. */
const MIGRATIONS = path.join(import.meta.dirname, 'migrations')

/** Runs what has not run yet and returns the names; throws the first error, with everything of it rolled back. */
export async function migrate(db: Database): Promise<string[]> {
  const { error, results = [] } = await migratorOf(db).migrateToLatest()
  if (error !== undefined) throw error
  return results.map((result) => result.migrationName)
}

/** How many migrations have run on this database and how many have not; nothing is written. */
export async function readMigrations(db: Database): Promise<{ readonly done: number; readonly missing: number }> {
  const migrations = await migratorOf(db).getMigrations()
  const done = migrations.filter(({ executedAt }) => executedAt !== undefined).length
  return { done, missing: migrations.length - done }
}

function migratorOf(db: Database): Migrator {
  return new Migrator({ db, provider: new FileMigrationProvider({ fs, path, migrationFolder: MIGRATIONS }) })
}
