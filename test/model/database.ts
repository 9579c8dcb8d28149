/**
 * The database as tasks see it: real PostgreSQL, each query in its turn, connections that can be cut, and a clock of
 * its own that stands still until it is set.
 */
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { connect, type Database } from '../../server/database/connection.ts'
import { migrate } from '../../server/database/migrate.ts'
import type { Schema } from '../../server/database/schema.ts'
import { layOutClock, standAt, withClock } from '../support/database-clock.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { inTurn, onStop } from './scheduler.ts'

/** A connection broke: the query's outcome is not known. */
export class ConnectionCut extends Error {
  override readonly name = 'ConnectionCut'
}

/** Where the next query of a task is cut off. */
export type Cut = 'before' | 'after'

export interface ModelDatabase extends AsyncDisposable {
  /** For the test itself: never in turn, never cut. */
  readonly db: Database
  /** For server processes. `cut` is called before each query. */
  scheduled(cut: (query: string) => Cut | null): Database
  /** How many transactions of server processes have ended: only then are locks let go. */
  transactionsEnded(): number
  /** What `now()` is from now on. */
  setClock(now: Date): Promise<void>
}

/** A copy of the template of this name, which holds all tables and nothing in them. */
export async function openModelDatabase(template: string): Promise<ModelDatabase> {
  await using opened = new AsyncDisposableStack()
  const test = opened.use(await createTestDatabase({ name: template, prepare: layOutTables }))
  const { connectionString } = test
  // Only processes crash here, never PostgreSQL, so that commits need not wait for the disk.
  const { db, pool } = opened.adopt(
    connect({
      url: withClock(connectionString, 'synchronous_commit=off'),
      maxConnections: 40,
      onError: () => {},
    }),
    (it) => it.close(),
  )
  let ended = 0
  const onEnd = (): void => void (ended += 1)
  const kept = opened.move()
  const close = async (): Promise<void> => {
    // First the database with all its connections: one that a broken history left in use would never be given back.
    await test.drop()
    await kept.disposeAsync()
  }
  return {
    db,
    scheduled: (cut) => new Kysely<Schema>({ dialect: new PostgresDialect({ pool: inTurnPool(pool, cut, onEnd) }) }),
    transactionsEnded: () => ended,
    setClock: (now) => standAt(db, now),
    [Symbol.asyncDispose]: close,
  }
}

async function layOutTables(connectionString: string): Promise<void> {
  await layOutClock(connectionString)
  const { db, close } = connect({ url: withClock(connectionString), maxConnections: 1, onError: () => {} })
  await migrate(db)
  await close()
}

function inTurnPool(pool: Pool, cut: (query: string) => Cut | null, onEnd: () => void): Pool {
  const connectInTurn = async (): Promise<PoolClient> => inTurnClient(pool, await pool.connect(), cut, onEnd)
  return new Proxy(pool, { get: (target, name) => (name === 'connect' ? connectInTurn : own(target, name)) })
}

function inTurnClient(pool: Pool, client: PoolClient, cut: (query: string) => Cut | null, onEnd: () => void): PoolClient {
  let isBroken = false
  let isReleased = false
  const release = (destroy?: boolean): void => {
    if (!isReleased) client.release(destroy)
    isReleased = true
    onEnd()
  }
  const forget = onStop(async () => {
    if (isReleased) return
    // What a stopped process had begun is undone, also where it still waits for a lock.
    if (await isBlocked(pool, client)) {
      await pool.query('select pg_terminate_backend($1, 5000)', [pidOf(client)])
      return release(true)
    }
    await client.query('rollback')
    release()
  })

  const breakOff = async (): Promise<never> => {
    isBroken = true
    await client.query('rollback')
    throw new ConnectionCut('Connection terminated unexpectedly')
  }
  const query = async (text: string, values: unknown[]): Promise<unknown> => {
    if (isBroken) throw new ConnectionCut('Client has encountered a connection error and is not queryable')
    // Nothing depends on when these are done.
    if (text === 'begin' || text === 'rollback') return client.query(text, values)
    return inTurn({
      label: text,
      blocked: () => isBlocked(pool, client),
      act: async () => {
        const where = cut(text)
        if (where === 'before') return breakOff()
        const result = await client.query({ name: statementName(text), text, values })
        return where === 'after' ? breakOff() : result
      },
    })
  }
  const members: Partial<Record<string | symbol, unknown>> = {
    query,
    release: () => {
      forget()
      release()
    },
  }
  return new Proxy(client, { get: (target, name) => members[name] ?? own(target, name) })
}

function own<T extends object>(target: T, name: string | symbol): unknown {
  const member: unknown = Reflect.get(target, name)
  return typeof member === 'function' ? member.bind(target) : member
}

const statements = new Map<string, string>()

/** Named statements are planned once a connection, which is most of what a short query costs. */
function statementName(text: string): string {
  const name = statements.get(text) ?? `s${statements.size}`
  statements.set(text, name)
  return name
}

async function isBlocked(pool: Pool, client: PoolClient): Promise<boolean> {
  const { rows } = await pool.query<{ blocked: boolean }>('select cardinality(pg_blocking_pids($1)) > 0 as blocked', [pidOf(client)])
  return rows[0]?.blocked === true
}

function pidOf(client: PoolClient): number {
  return Number(Reflect.get(client, 'processID'))
}
