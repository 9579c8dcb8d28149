/** The connection to PostgreSQL: one pool, with integers parsed so that no amount ever loses a digit. */
import { Kysely } from 'kysely'
import pg from 'pg'
import { LimitedPostgresDialect } from './dialect.ts'
import { GatheringSocket } from './gathering-socket.ts'
import { LIMITS, type Limits } from './limits.ts'
import type { Schema } from './schema.ts'

export type Database = Kysely<Schema>

export interface Connection {
  readonly db: Database
  readonly pool: pg.Pool
  /** Ends every connection once its work is done. */
  close(): Promise<void>
}

export interface ConnectionOptions {
  /** A PostgreSQL connection string. */
  readonly url: string
  readonly maxConnections: number
  /** {@link LIMITS} unless given. */
  readonly limits?: Limits
  /** Called for connections that broke while idle, so that a restart of PostgreSQL does not end this process. */
  readonly onError: (error: Error) => void
}

/** What an answer may take on its way beyond what its statement may take, in milliseconds. */
const ON_ITS_WAY = 1_000

/**
 * Opens the pool; connections are made when first needed. Whatever can't be reached, is locked or too busy is thrown as
 * DatabaseUnavailable, within `limits`.
 */
export function connect({ url, maxConnections, limits = LIMITS, onError: report }: ConnectionOptions): Connection {
  let isClosing = false
  // The pool does not wait for PostgreSQL to see it leave: one that is stopped then may still say goodbye.
  const onError = (error: Error): void => {
    if (!isClosing) report(error)
  }
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    types: { getTypeParser: typeParser },
    connectionTimeoutMillis: limits.connection,
    query_timeout: limits.statement + ON_ITS_WAY,
    keepAlive: true,
    pipeline: true,
    stream: () => new GatheringSocket(),
  })
  pool.on('error', onError)
  // A connection that breaks while it is checked out must not end the process either; its query fails by itself.
  pool.on('connect', (client) => client.on('error', onError))
  const db = new Kysely<Schema>({ dialect: new LimitedPostgresDialect(pool, limits) })
  const close = (): Promise<void> => {
    isClosing = true
    return db.destroy()
  }
  return { db, pool, close }
}

const INT8 = pg.types.builtins.INT8
const NUMERIC = pg.types.builtins.NUMERIC
const JSON_ROWS = pg.types.builtins.JSON

const typeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') => {
  if (oid === INT8 || oid === NUMERIC) return (value: string) => toSafeInteger(value)
  if (oid === JSON_ROWS) return (value: string): unknown => JSON.parse(value, asColumn)
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text')
}

/** Columns that hold a moment. */
const MOMENT = /(?:_at|_until|due_by)$/

/**
 * What tables hold as `jsonb` is another type: `json` is only made of rows, by `to_json`, and read as their columns are when
 * they come by themselves.
 */
function asColumn(column: string, value: unknown): unknown {
  if (typeof value === 'string' && MOMENT.test(column)) return new Date(value)
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) throw notSafe(value)
  return value
}

/** PostgreSQL's `bigint`, and sums of it, as a number; throws beyond 2^53 − 1 rather than round. */
export function toSafeInteger(value: string): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw notSafe(value)
  return number
}

function notSafe(value: string | number): RangeError {
  return new RangeError(`${value} is not an integer that can be counted exactly`)
}
