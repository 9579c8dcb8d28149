/** Every wait for the database has an end, and what it ends with says that repeating is right. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { connect, type Connection } from '../../../server/database/connection.ts'
import type { Limits } from '../../../server/database/limits.ts'
import { DatabaseUnavailable } from '../../../server/database/unavailable.ts'
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts'
import { until } from '../../support/until.ts'

const LONG = 60_000
const LIMITS: Limits = { connection: LONG, lock: LONG, statement: LONG, idle: LONG }

describe('A wait for the database has an end', () => {
  let database: TestDatabase
  let other: Connection
  before(async () => {
    database = await createTestDatabase()
    other = connect({ url: database.connectionString, maxConnections: 4, onError: () => {} })
    await sql`create table settings (name text primary key, value text not null)`.execute(other.db)
    await other.db.insertInto('settings').values({ name: 'locked', value: 'before' }).execute()
  })
  after(async () => {
    await other.close()
    await database.drop()
  })

  const limited = (limits: Partial<Limits>, maxConnections = 1): Connection =>
    connect({ url: database.connectionString, maxConnections, limits: { ...LIMITS, ...limits }, onError: () => {} })

  const sqlstateOf = async (work: Promise<unknown>): Promise<unknown> => {
    const error = await work.then(
      () => null,
      (thrown: unknown) => thrown,
    )
    assert.ok(error instanceof DatabaseUnavailable, String(error))
    return error.cause instanceof Error && 'code' in error.cause ? error.cause.code : String(error.cause)
  }

  /** Runs `work` while another transaction locks the row. */
  const whileHeld = (work: () => Promise<void>): Promise<void> =>
    other.db.transaction().execute(async (tx) => {
      await tx.selectFrom('settings').selectAll().where('name', '=', 'locked').forUpdate().execute()
      await work()
    })

  const value = async (): Promise<string> => (await other.db.selectFrom('settings').select('value').executeTakeFirstOrThrow()).value

  test('for a lock, in a transaction and by a statement alone, which is not carried out later', async () => {
    await using it = closing(limited({ lock: 100 }))
    await whileHeld(async () => {
      assert.equal(
        await sqlstateOf(it.db.transaction().execute((tx) => tx.updateTable('settings').set({ value: 'in' }).execute())),
        '55P03',
      )
      assert.equal(await sqlstateOf(it.db.updateTable('settings').set({ value: 'alone' }).execute()), '55P03')
    })
    await it.db.insertInto('settings').values({ name: 'later', value: '' }).execute()
    assert.equal(await value(), 'before')
    await it.db.deleteFrom('settings').where('name', '=', 'later').execute()
  })

  test('for a statement, also one that only reads, whose connection is then not used again', async () => {
    await using it = closing(limited({ statement: 100 }))
    assert.equal(await sqlstateOf(it.db.transaction().execute((tx) => sql`select pg_sleep(60)`.execute(tx))), '57014')
    assert.match(String(await sqlstateOf(sql`select pg_sleep(60)`.execute(it.db))), /Query read timeout/)
    const { rows } = await sql<{ one: number }>`select 1 as one`.execute(it.db)
    assert.deepEqual(rows, [{ one: 1 }])
  })

  test('for a transaction whose process was paused: its locks are released, and its process gets an error', async () => {
    await using it = closing(limited({ idle: 100 }))
    const paused = it.db.transaction().execute(async (tx) => {
      await tx.updateTable('settings').set({ value: 'paused' }).execute()
      await until(async () => (await other.db.updateTable('settings').set({ value: 'before' }).execute()).length > 0)
      await tx.updateTable('settings').set({ value: 'paused' }).execute()
    })
    assert.match(String(await sqlstateOf(paused)), /25P03|Connection terminated|not queryable/)
    assert.equal(await value(), 'before')
  })

  test('for a connection, where all are in use', async () => {
    await using it = closing(limited({ connection: 100 }))
    await it.db.transaction().execute(async () => {
      assert.match(String(await sqlstateOf(it.db.selectFrom('settings').selectAll().execute())), /timeout exceeded/)
    })
  })

  test('and none of it stays on a session, which a pooler would hand to others', async () => {
    await using it = closing(limited({ lock: 1234, statement: 1234, idle: 1234 }))
    const shown = sql<{ value: string }>`select setting as value from pg_settings
      where name in ('lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout')`
    const values = async (db: Connection['db']) => (await shown.execute(db)).rows.map(({ value: setting }) => setting)
    await it.db.updateTable('settings').set({ value: 'before' }).execute()
    assert.deepEqual(await it.db.transaction().execute((tx) => values(tx)), ['1234', '1234', '1234'])
    assert.deepEqual(await values(it.db), ['0', '0', '0'])
  })

  test('A database that is not there is one that can’t be reached', async () => {
    await using it = closing(connect({ url: 'postgresql://nobody@127.0.0.1:1/none', maxConnections: 1, onError: () => {} }))
    assert.equal(await sqlstateOf(it.db.selectFrom('settings').selectAll().execute()), 'ECONNREFUSED')
  })
})

function closing(connection: Connection): Connection & AsyncDisposable {
  return { ...connection, [Symbol.asyncDispose]: () => connection.close() }
}
