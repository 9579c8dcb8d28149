/** The database that the server works on: the one given, or an embedded PostgreSQL of its own. Migrated, ready for use. */
import { connect, type Connection } from './database/connection.ts'
import { EmbeddedPostgresError, joinEmbeddedPostgres, startEmbeddedPostgres } from './database/embedded/embedded-postgres.ts'
import { migrate } from './database/migrate.ts'
import type { Log } from './operations/log.ts'

/** An address as `pg` takes it, or the directory in which an embedded PostgreSQL keeps its data. */
export type DatabaseLocation = { readonly url: string } | { readonly dataDirectory: string }

export interface OpenDatabase extends Connection {
  readonly connectionString: string
  /** Aborts where nothing can be read or written any more: its reason is an error that says why, in a sentence. */
  readonly lost: AbortSignal
}

const MOST_CONNECTIONS = 16

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
 * PostgreSQL last. Throws, with nothing left running, where any of it fails.
 */
export async function openDatabase(location: DatabaseLocation, log: Log): Promise<OpenDatabase> {
  await using opened = new AsyncDisposableStack()
  const lost = new AbortController()
  const onLost = (error: Error): void => lost.abort(error)
  const connectionString = 'url' in location ? location.url : await startEmbedded(location.dataDirectory, log, onLost, opened)
  const connection = connect({
    url: connectionString,
    maxConnections: MOST_CONNECTIONS,
    onError: (error) => log.warn({ error }, 'A connection to the database broke; another is made when needed.'),
  })
  opened.defer(() => connection.close())
  const ran = await migrate(connection.db)
  if (ran.length > 0) log.info({ migrations: ran }, 'The database was brought up to date.')
  const kept = opened.move()
  return { db: connection.db, pool: connection.pool, connectionString, lost: lost.signal, close: () => kept.disposeAsync() }
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
