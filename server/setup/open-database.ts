/** The database that the server works on: the one given, or an embedded PostgreSQL of its own. Migrated, ready for use. */
import { resolve } from 'node:path'
import { ConfigError } from '../context/errors.ts'
import { connect, type Connection, type Database } from '../database/connection.ts'
import { EmbeddedPostgresError, hasCluster, joinEmbeddedPostgres, startEmbeddedPostgres } from '../embedded-postgres/embedded-postgres.ts'
import { JOB_LIMITS, LIMITS, MIGRATION_LIMITS, type Limits } from '../database/limits.ts'
import { DatabaseIsNewer, migrate, readMigrations } from '../database/migrate.ts'
import type { Log } from '../context/log.ts'

/** An address as `pg` takes it, or the directory in which an embedded PostgreSQL keeps its data. */
export type DatabaseLocation = { readonly url: string } | { readonly dataDirectory: string }

/** `db` is for calls; the others have connections of their own, so that calls that wait never keep them waiting. */
export interface OpenDatabase extends Omit<Connection, 'pool'> {
  /** For webhooks and readiness. */
  readonly priority: Database
  /** For streams. */
  readonly streams: Database
  /** For what runs by itself. */
  readonly jobs: Database
  readonly connectionString: string
  /** How the connections are used now. */
  readonly pools: () => readonly PoolState[]
  /** Aborts where nothing can be read or written any more: its reason is an error that says why, in a sentence. */
  readonly lost: AbortSignal
}

export interface PoolState {
  readonly pool: string
  readonly busy: number
  readonly idle: number
  /** Calls that wait for a connection. */
  readonly waiting: number
}

const CONNECTIONS = { calls: 10, priority: 3, streams: 3, jobs: 8 }

/** What a command does to a database that is there: brings it up to date, makes sure that it is, or takes it as it is. */
export type Preparation = 'migrate' | 'check' | 'none'

/**
 * Opens, for a command, a database that is there already, and makes none. Where a running server has the embedded PostgreSQL up,
 * the command uses it beside the server.
 * @throws ConfigError where there is none, or it is not up to date and is not to be brought there.
 */
export async function openExistingDatabase(location: DatabaseLocation, log: Log, preparation: Preparation): Promise<OpenDatabase> {
  const prepare = PREPARE[preparation]
  if ('url' in location) return open(location, log, { prepare })
  if (!(await hasCluster(location.dataDirectory)))
    throw new ConfigError(
      `There is no database in ${databaseName(location)}: set DATA_DIR or DATABASE_URL as for the server. Only \`serve\` and \`npm start\` make one.`,
    )
  try {
    return await open(location, log, { prepare })
  } catch (error) {
    if (!(error instanceof EmbeddedPostgresError && error.problem === 'in_use')) throw error
    const running = await joinEmbeddedPostgres(location.dataDirectory)
    const database = await open({ url: running.connectionString }, log, { prepare })
    return { ...database, close: () => database.close().then(running.leave) }
  }
}

/** Which database this is, for a person: never with a password. */
export function databaseName(location: DatabaseLocation): string {
  if ('dataDirectory' in location) return resolve(location.dataDirectory)
  const { hostname, port, pathname, searchParams } = new URL(location.url)
  const name = decodeURIComponent(pathname.slice(1)) || 'the user’s own'
  return `${name} at ${searchParams.get('host') ?? hostname}:${port === '' ? '5432' : port}`
}

/**
 * Connects, and migrates under a lock; where PostgreSQL is embedded it is started first, and stopped last by closing. Waits end
 * within `limits`; those of jobs and migrations within limits of their own unless these are given. Throws, with nothing left
 * running, where any of it fails.
 */
export function openDatabase(location: DatabaseLocation, log: Log, limits?: Limits): Promise<OpenDatabase> {
  return open(location, log, { limits, prepare: bringUpToDate })
}

interface OpenOptions {
  readonly limits?: Limits | undefined
  readonly prepare: (db: Database, log: Log) => Promise<void>
}

async function open(location: DatabaseLocation, log: Log, { limits, prepare }: OpenOptions): Promise<OpenDatabase> {
  await using opened = new AsyncDisposableStack()
  const lost = new AbortController()
  const onLost = (error: Error): void => lost.abort(error)
  const connectionString = 'url' in location ? location.url : await startEmbedded(location.dataDirectory, log, onLost, opened)
  const connectTo = (maxConnections: number, within: Limits): Connection =>
    connect({
      url: connectionString,
      maxConnections,
      limits: within,
      onError: (error) => log.warn({ error }, 'A connection to the database broke; another is made when needed.'),
    })
  const connections = new Map<string, Connection>()
  const keep = (name: keyof typeof CONNECTIONS, within: Limits): Database => {
    const connection = opened.adopt(connectTo(CONNECTIONS[name], within), (it) => it.close())
    connections.set(name, connection)
    return connection.db
  }
  await once(connectTo(1, MIGRATION_LIMITS), (db) => prepare(db, log))
  const db = keep('calls', limits ?? LIMITS)
  const priority = keep('priority', limits ?? LIMITS)
  const streams = keep('streams', limits ?? LIMITS)
  const jobs = keep('jobs', limits ?? JOB_LIMITS)
  const pools = (): PoolState[] =>
    [...connections].map(([name, { pool }]) => ({
      pool: name,
      busy: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }))
  const kept = opened.move()
  return { db, priority, streams, jobs, connectionString, pools, lost: lost.signal, close: () => kept.disposeAsync() }
}

async function once({ db, close }: Connection, work: (db: Database) => Promise<void>): Promise<void> {
  try {
    await work(db)
  } finally {
    await close()
  }
}

async function bringUpToDate(db: Database, log: Log): Promise<void> {
  const ran = await migrate(db)
  if (ran.length > 0) log.info({ migrations: ran }, 'The database was brought up to date.')
}

async function requireUpToDate(db: Database): Promise<void> {
  const { done, missing, unknown } = await readMigrations(db)
  if (unknown.length > 0) throw new DatabaseIsNewer(unknown)
  if (done === 0)
    throw new ConfigError('The database is empty: start the server once, or say `migrate`, and check that it is the right one.')
  if (missing > 0) throw new ConfigError('The database is older than this version: start the server, or say `migrate`.')
}

const PREPARE: Readonly<Record<Preparation, OpenOptions['prepare']>> = {
  migrate: bringUpToDate,
  check: requireUpToDate,
  none: async () => {},
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
