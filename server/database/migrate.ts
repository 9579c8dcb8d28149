/** Brings the database to the shape this version needs. Forward only; Kysely's migrator takes a lock first. */
import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import { sql } from 'kysely'
import { FileMigrationProvider, Migrator } from 'kysely/migration'
import type { Database } from './connection.ts'

/** Each file of this folder is a migration, run in the order of their names. */
const MIGRATIONS = path.join(import.meta.dirname, 'migrations')

/** A newer version of the server has been at work on this database. */
export class DatabaseIsNewer extends Error {
  override readonly name = 'DatabaseIsNewer'

  constructor(unknown: readonly string[]) {
    super(
      `The database is newer than this version of the server, which does not know ${unknown.join(', ')}: install the version that ran last, or a newer one.`,
    )
  }
}

/**
 * Runs what has not run yet and returns the names; throws the first error, with everything of it rolled back, and
 * DatabaseIsNewer before anything is done.
 */
export async function migrate(db: Database): Promise<string[]> {
  await assertNotNewer(db)
  const { error, results = [] } = await migratorOf(db).migrateToLatest()
  if (error !== undefined) throw error
  return results.map((result) => result.migrationName)
}

/** How this version and the database stand to each other. */
export interface Migrations {
  /** Those of this version that have run. */
  readonly done: number
  /** Those of this version that have not. */
  readonly missing: number
  /** The names of those that have run and that this version does not know. */
  readonly unknown: readonly string[]
}

/** Which migrations have run on this database; nothing is written. */
export async function readMigrations(db: Database): Promise<Migrations> {
  const migrations = await migratorOf(db).getMigrations()
  const ours = new Set(migrations.map(({ name }) => name))
  const done = migrations.filter(({ executedAt }) => executedAt !== undefined).length
  return { done, missing: migrations.length - done, unknown: (await readMigrationNames(db)).filter((name) => !ours.has(name)) }
}

/** What a newer version wrote can't be read rightly by an older one that starts on it. Servers that run go on: columns are only added. */
export async function assertNotNewer(db: Database): Promise<void> {
  const { unknown } = await readMigrations(db)
  if (unknown.length > 0) throw new DatabaseIsNewer(unknown)
}

async function readMigrationNames(db: Database): Promise<string[]> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass('kysely_migration') is not null as there`.execute(db)
  if (rows[0]?.there !== true) return []
  return (await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)).rows.map(({ name }) => name)
}

function migratorOf(db: Database): Migrator {
  return new Migrator({ db, provider: new FileMigrationProvider({ fs, path, migrationFolder: MIGRATIONS }) })
}
