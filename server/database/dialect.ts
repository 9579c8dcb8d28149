/**
 * Kysely's PostgreSQL, with an end to every wait:
 *
 * - In a transaction the limits are set by `set local`, in the round trip that begins it. PgBouncer refuses them as startup
 *   parameters, and hands what a plain `set` left behind to others.
 * - A statement that writes by itself gets such a transaction, sent along with it in one round trip. Without one it would wait for
 *   a lock, and be carried out whenever that goes, long after its request was refused.
 * - A statement that only reads needs no limit of its own: the pool's, on how long an answer may take, is enough. It also ends the
 *   wait for a host that is gone.
 *
 * What begins a transaction, and statements whose answer nobody waits for, are sent ahead of what comes next and cost no round trip:
 * where one fails, so does the next, with its error.
 */
import {
  AbortedTransactionError,
  PostgresDialect,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely'
import pg from 'pg'
import type { Limits } from './limits.ts'
import { isUnanswered, nameOf } from './prepared.ts'
import { withUnavailable } from './unavailable.ts'

export class LimitedPostgresDialect extends PostgresDialect {
  readonly #pool: pg.Pool
  readonly #limits: Limits

  constructor(pool: pg.Pool, limits: Limits) {
    super({ pool })
    this.#pool = pool
    this.#limits = limits
  }

  override createDriver(): Driver {
    return new LimitedDriver(this.#pool, this.#limits)
  }
}

class LimitedDriver implements Driver {
  readonly #pool: pg.Pool
  readonly #setLimits: string

  constructor(pool: pg.Pool, { lock, statement, idle }: Limits) {
    this.#pool = pool
    this.#setLimits = [
      `set local lock_timeout = ${lock}`,
      `set local statement_timeout = ${statement}`,
      `set local idle_in_transaction_session_timeout = ${idle}`,
      ...PLANNING,
    ].join('; ')
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<LimitedConnection> {
    try {
      return new LimitedConnection(await this.#pool.connect(), this.#setLimits)
    } catch (error) {
      throw withUnavailable(error)
    }
  }

  beginTransaction(connection: LimitedConnection, settings: TransactionSettings): Promise<void> {
    return connection.begin(settings)
  }

  commitTransaction(connection: LimitedConnection): Promise<void> {
    return connection.commit()
  }

  rollbackTransaction(connection: LimitedConnection): Promise<void> {
    return connection.rollback()
  }

  releaseConnection(connection: LimitedConnection): Promise<void> {
    connection.release()
    return Promise.resolve()
  }

  destroy(): Promise<void> {
    return this.#pool.end()
  }
}

const WRITES: ReadonlySet<string> = new Set<CompiledQuery['query']['kind']>([
  'InsertQueryNode',
  'UpdateQueryNode',
  'DeleteQueryNode',
  'MergeQueryNode',
])

/**
 * A prepared statement is planned while its tables are small, as those of a new shop are, and would read them through until
 * PostgreSQL next counts them. Without that choice it has an index from the first; and is not compiled for a cost that it has not.
 */
const PLANNING = ['set local enable_seqscan = off', 'set local jit = off']

/** What the rows are, only the query's own type knows. */
type Answer = pg.QueryResult<never>

class LimitedConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient
  readonly #setLimits: string
  #inTransaction = false
  /** What was sent in the transaction and not waited for yet. */
  #ahead: Promise<Answer>[] = []
  /** Whether what the connection says next may be an answer that nobody waits for any more. */
  #isBroken = false

  constructor(client: pg.PoolClient, setLimits: string) {
    this.#client = client
    this.#setLimits = setLimits
  }

  async executeQuery<R>(compiled: CompiledQuery): Promise<QueryResult<R>> {
    const { query, sql, parameters } = compiled
    if (this.#inTransaction && isUnanswered(compiled)) return { rows: this.#sendAhead(sql, parameters) }
    const isAlone = !this.#inTransaction && (WRITES.has(query.kind) || isUnanswered(compiled))
    const { rows, rowCount } = await (isAlone ? this.#inItsOwn(sql, parameters) : this.#afterAhead(this.#send(sql, parameters)))
    return WRITES.has(query.kind) ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows }
  }

  // eslint-disable-next-line require-yield -- nothing here is read row by row
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Rows are not read as a stream here.')
  }

  begin({ isolationLevel, accessMode }: TransactionSettings): Promise<void> {
    const mode = [isolationLevel && ` isolation level ${isolationLevel}`, accessMode && ` ${accessMode}`]
    this.#sendAhead(`start transaction${mode.filter(Boolean).join('')}; ${this.#setLimits}`)
    this.#inTransaction = true
    return Promise.resolve()
  }

  async commit(): Promise<void> {
    this.#inTransaction = false
    const { command } = await this.#afterAhead(this.#send('commit'))
    if (command === 'ROLLBACK') throw new AbortedTransactionError()
  }

  /** A connection that broke takes its transaction with it. */
  async rollback(): Promise<void> {
    this.#inTransaction = false
    await Promise.allSettled(this.#ahead.splice(0))
    if (!this.#isBroken) await this.#send('rollback')
  }

  release(): void {
    this.#client.release(this.#isBroken)
  }

  async #inItsOwn(sql: string, parameters: readonly unknown[]): Promise<Answer> {
    this.#sendAhead(`begin; ${this.#setLimits}`)
    const result = this.#send(sql, parameters)
    const committed = this.#send('commit')
    await Promise.allSettled([result, committed])
    const made = await this.#afterAhead(result)
    await committed
    return made
  }

  /** Returns the array that its rows will be in once they are here. */
  #sendAhead<R>(sql: string, parameters?: readonly unknown[]): R[] {
    const rows: R[] = []
    const sent = this.#send(sql, parameters).then((answer) => {
      // One of several statements in one text answers with several results, none of which is asked for.
      if (Array.isArray(answer.rows)) rows.push(...answer.rows)
      return answer
    })
    // It is waited for with what comes next.
    sent.catch(() => {})
    this.#ahead.push(sent)
    return rows
  }

  /** The answer to what was sent last, or why something before it failed. */
  async #afterAhead(result: Promise<Answer>): Promise<Answer> {
    const ahead = this.#ahead.splice(0)
    await Promise.allSettled([...ahead, result])
    for (const sent of ahead) await sent
    return result
  }

  async #send(sql: string, parameters: readonly unknown[] = []): Promise<Answer> {
    const name = nameOf(sql)
    try {
      return await this.#client.query<never>({ text: sql, values: [...parameters], ...(name !== undefined && { name }) })
    } catch (error) {
      this.#isBroken ||= !(error instanceof pg.DatabaseError)
      throw withUnavailable(error)
    }
  }
}
