/** The database that the server works on: the one given, or an embedded PostgreSQL of its own. Migrated, ready for use. */
import { connect, type Connection, type Database } from './database/connection.ts'
import { EmbeddedPostgresError, joinEmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres/embedded-postgres.ts'
import { JOB_LIMITS, LIMITS, MIGRATION_LIMITS, type Limits } from './database/limits.ts'
import { migrate } from './database/migrate.ts'
import type { Log } from './context/log.ts'

/** An address as `pg` takes it, or the directory in which an embedded PostgreSQL keeps its data. */
export type DatabaseLocation = { readonly url: string } | { readonly dataDirectory: string }

/** `db` is for calls; the others have connections of their own, so that calls that wait never keep them waiting. */
export interface OpenDatabase extends Omit<Connection, 'pool'> {
  /** For webhooks and readiness. */
  readonly doors: Database
  /** For what runs by itself. */
  readonly jobs: Database
  readonly connectionString: string
  /** Aborts where nothing can be read or written any more: its reason is an error that says why, in a sentence. */
  readonly lost: AbortSignal
}

const CONNECTIONS = { calls: 10, doors: 3, jobs: 8 }

/**
 * The same for a command, which may run beside the server: where that has the embedded PostgreSQL running, the command
 * uses it too.
 */
export async function openDatabaseBeside(location: DatabaseLocation, log: Log): Promise<OpenDatabase> {
  try {
    return await openDatabase(location, log)
  } catch (error) {
    if (!('dataDirectory' in location && error instanceof EmbeddedPostgresError && error.problem === 'in_use')) throw error
    const running = await joinEmbeddedPostgres(location.dataDirectory)
    const database = await openDatabase({ url: running.connectionString }, log)
    return { ...database, close: () => database.close().then(running.leave) }
  }
}

/**
 * Connects, starting PostgreSQL first where it is embedded, and migrates under a lock. Closing stops an embedded
 * PostgreSQL last. Waits end within `limits`, those of jobs and migrations within their own unless given. Throws, with nothing left running, where any of it fails.
 */
export async function openDatabase(location: DatabaseLocation, log: Log, limits?: Limits): Promise<OpenDatabase> {
  await using opened = new AsyncDisposableStack()
  const lost = new AbortController()
  const onLost = (error: Error): void => lost.abort(error)
  const connectionString = 'url' in location ? location.url : await startEmbedded(location.dataDirectory, log, onLost, opened)
  const open = (maxConnections: number, within: Limits): Connection =>
    connect({
      url: connectionString,
      maxConnections,
      limits: within,
      onError: (error) => log.warn({ error }, 'A connection to the database broke; another is made when needed.'),
    })
  const keep = (maxConnections: number, within: Limits): Database => opened.adopt(open(maxConnections, within), (it) => it.close()).db
  const ran = await migrated(open(1, MIGRATION_LIMITS))
  if (ran.length > 0) log.info({ migrations: ran }, 'The database was brought up to date.')
  const db = keep(CONNECTIONS.calls, limits ?? LIMITS)
  const doors = keep(CONNECTIONS.doors, limits ?? LIMITS)
  const jobs = keep(CONNECTIONS.jobs, limits ?? JOB_LIMITS)
  const kept = opened.move()
  return { db, doors, jobs, connectionString, lost: lost.signal, close: () => kept.disposeAsync() }
}

async function migrated({ db, close }: Connection): Promise<string[]> {
  try {
    return await migrate(db)
  } finally {
    await close()
  }
}

async function startEmbedded(
  dataDirectory: string,
  log: Log,
  onLost: (error: Error) => void,
  opened: AsyncDisposableStack,
): Promise<string> {
  const postgres = await startEmbeddedPostgres({
    dataDirectory,
    notice: (sentence) => log.info({}, sentence),
    warn: (sentence) => log.warn({}, sentence),
    onLost,
  })
  opened.defer(() => postgres.stop())
  return postgres.connectionString
}
