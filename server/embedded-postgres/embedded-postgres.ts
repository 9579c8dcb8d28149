import { join, resolve } from 'node:path'
import { Client } from 'pg'
import { accountFor } from './account.ts'
import { binariesFor } from './binaries.ts'
import { openBoundedLog } from './bounded-log.ts'
import { ROLE, isClusterThere, prepareCluster, requireCluster } from './cluster.ts'
import { EmbeddedPostgresError, reason } from './error.ts'
import { lockInstance } from './instance-lock.ts'
import { type KeptPostmaster, keepPostmaster } from './keeper.ts'
import { stopOrphan } from './orphan.ts'
import { startPostmaster } from './postmaster.ts'
import { SOCKET_PORT, socketDirectoryFor } from './socket.ts'

export { EmbeddedPostgresError, type EmbeddedPostgresProblem } from './error.ts'

export interface EmbeddedPostgresOptions {
  /** Where the database lives: made where it is missing, used by one live instance at a time. */
  readonly dataDirectory: string
  /** PostgreSQL's settings, over ours. */
  readonly settings?: Readonly<Record<string, string>>
  /** Called with a sentence of what was done that a person may want to know. */
  readonly notice?: (sentence: string) => void
  /** Called with a sentence about a PostgreSQL that ended though nobody stopped it, and that it runs again. */
  readonly warn?: (sentence: string) => void
  /** Called where one that ended can't be started again: nothing can be read or written from then on. */
  readonly onLost?: (error: EmbeddedPostgresError) => void
}

/** Where to connect, as `pg` takes it: a socket's directory for a host, and no password, as the kernel says who we are. */
export interface PostgresConnection {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
}

export interface EmbeddedPostgres {
  readonly connection: PostgresConnection
  /** The same as one string (see `toConnectionString`). */
  readonly connectionString: string
  /** PostgreSQL's process; another one where it was started again. */
  readonly pid: number
  /** Ends PostgreSQL and gives the data directory free. Close every connection first; calling it again does nothing. */
  stop(): Promise<void>
}

/**
 * Starts a real PostgreSQL on a data directory, and returns once it takes connections. As root it runs as `nobody`. It listens on
 * a Unix socket only, which this user alone can use. It ends with this process, even with one that is killed (on Linux; elsewhere
 * the next start ends it), and not by Ctrl-C. Where it ends by itself it is started again.
 * @throws EmbeddedPostgresError whose message says what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDirectory = resolve(options.dataDirectory)
  await using cleanup = new AsyncDisposableStack()
  const lock = await lockInstance(dataDirectory)
  cleanup.defer(() => lock.release())

  const cluster = join(dataDirectory, 'postgres')
  const account = await accountFor(cluster)
  await stopOrphan(cluster)
  const binaries = await binariesFor(account, options.notice ?? (() => {}))
  await prepareCluster(cluster, binaries, account)
  const socket = await socketDirectoryFor(cluster)
  cleanup.defer(() => socket.remove())
  const log = openBoundedLog(join(dataDirectory, 'postgres.log'), LOG_LIMIT)
  const start = () => startPostmaster({ binaries, account, cluster, settings: options.settings ?? {}, log })
  const postmaster = keepPostmaster(await start(), {
    async startAgain() {
      await requireCluster(cluster)
      await stopOrphan(cluster)
      return start()
    },
    warn: options.warn ?? (() => {}),
    onLost: options.onLost ?? (() => {}),
  })
  cleanup.defer(() => postmaster.stop())

  const connection = { host: socket.path, port: SOCKET_PORT, user: ROLE, database: ROLE }
  await makeDatabase(connection)
  return started(connection, postmaster, cleanup.move())
}

/**
 * A way into the PostgreSQL that another live instance runs on the data directory, for a command beside the server.
 * Leaving it stops nothing.
 */
export async function joinEmbeddedPostgres(dataDirectory: string): Promise<{ readonly connectionString: string; leave(): Promise<void> }> {
  const socket = await socketDirectoryFor(join(resolve(dataDirectory), 'postgres'))
  const connection = { host: socket.path, port: SOCKET_PORT, user: ROLE, database: ROLE }
  return { connectionString: toConnectionString(connection), leave: () => socket.remove() }
}

/** Whether a database lies in the data directory, or something that can't be read; nothing is made or started. */
export function hasCluster(dataDirectory: string): Promise<boolean> {
  return isClusterThere(join(resolve(dataDirectory), 'postgres'))
}

/** Bytes; one older file of the same size is kept beside it. */
const LOG_LIMIT = 5_000_000

/**
 * A connection by socket as one string that `pg` and `psql` read alike. The host in the query wins over
 * `localhost`, which only keeps the URL one that every parser takes.
 */
export function toConnectionString({ host, port, user, database }: PostgresConnection): string {
  const query = new URLSearchParams({ host, sslmode: 'disable' })
  return `postgresql://${encodeURIComponent(user)}@localhost:${port}/${encodeURIComponent(database)}?${query}`
}

/** PostgreSQL starts without our database where a first start was cut short before making it. */
async function makeDatabase(connection: PostgresConnection): Promise<void> {
  const client = new Client({ ...connection, database: 'postgres', ssl: false })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [connection.database])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(connection.database)}`)
  } catch (error) {
    throw new EmbeddedPostgresError('failed', `The embedded PostgreSQL runs, but can't be used: ${reason(error)}.`, { cause: error })
  } finally {
    await client.end().catch(() => {})
  }
}

function started(connection: PostgresConnection, postmaster: KeptPostmaster, cleanup: AsyncDisposableStack): EmbeddedPostgres {
  let stopped: Promise<void> | undefined
  return {
    connection,
    connectionString: toConnectionString(connection),
    get pid() {
      return postmaster.pid
    },
    stop: () => (stopped ??= cleanup.disposeAsync()),
  }
}
