/** What is so for every command: it explains itself, refuses what it does not know, and makes no database but to serve. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Client } from 'pg'
import { COMMANDS } from '../../../server/cli/index.ts'
import { finish, STRIPE } from '../../support/command-line.ts'
import { createTestDatabase } from '../../support/postgres.ts'

let directory = ''
before(async () => (directory = await mkdtemp(join(tmpdir(), 'jeweltrak-'))))
after(() => rm(directory, { recursive: true, force: true }))

/** A directory that is not there yet. */
const untouched = (): string => join(directory, 'data')

const run = (words: string, ...more: string[]) => finish([...words.split(' '), ...more], { ...STRIPE, DATA_DIR: untouched() })

/** What a command needs to get as far as the database; Stripe's own ids where it needs them. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  'store add': ['berlin'],
  'store key': ['berlin'],
  'attention acknowledge': ['1'],
  'attention resolve': ['1', '1001'],
  'refunds resolve': ['pay_1', '--released'],
  'events replay': ['evt_1'],
  'endpoint add': ['berlin', 'https://shop.example/events'],
  import: ['berlin', 'payments.csv'],
  'endpoint rotate': ['ep_1'],
  'endpoint replay': ['ep_1'],
  'endpoint remove': ['ep_1'],
}

for (const { name, summary } of COMMANDS) {
  describe(name, () => {
    test('explains itself, and does nothing else', async () => {
      const { code, printed } = await run(name, '--help')
      assert.equal(code, 0)
      assert.ok(printed.startsWith(`Usage: ${name}`) && printed.includes(summary), printed)
      assert.ok(!existsSync(untouched()))
    })

    test('refuses an option that it does not know', async () => {
      const { code, printed } = await run(name, ...(NEEDED[name] ?? []), '--nonsense')
      assert.equal(code, 1)
      assert.match(printed, new RegExp(`^Unknown option '--nonsense'[^]*\nUsage: ${name}`))
      assert.ok(!existsSync(untouched()))
    })

    test('refuses an argument too many', async () => {
      const { code, printed } = await run(name, 'one', 'two', 'three')
      assert.equal(code, 1)
      assert.match(printed, new RegExp(`^“[a-z]+” is more than this command takes\\.\nUsage: ${name}`))
      assert.ok(!existsSync(untouched()))
    })

    if (name !== 'serve') {
      test('makes no database where there is none', async () => {
        const { code, printed } = await run(name, ...(NEEDED[name] ?? []))
        assert.equal(code, 1)
        assert.match(printed, /There is no database in .*data(:|\. To do:) set DATA_DIR or DATABASE_URL/)
        assert.ok(!existsSync(untouched()))
      })

      if (name !== 'migrate') {
        test('leaves an empty database empty', async () => {
          await using database = await createTestDatabase()
          const { code, printed } = await finish([...name.split(' '), ...(NEEDED[name] ?? [])], {
            ...STRIPE,
            DATABASE_URL: database.connectionString,
          })
          assert.equal(code, 1)
          assert.match(printed, /[Dd]atabase(: it)? is empty[.:] .*start the server once, or say `migrate`/)
          assert.equal(await tablesIn(database.connectionString), 0)
        })
      }

      test('says which database it works on, and no password', async () => {
        const { notes } = await finish([...name.split(' '), ...(NEEDED[name] ?? [])], {
          ...STRIPE,
          DATABASE_URL: 'postgresql://shop:secret@127.0.0.1:9/books',
        })
        assert.deepEqual(notes, ['Database: books at 127.0.0.1:9'])
      })
    }
  })
}

test('A database that is not up to date is left so by all but migrate', async () => {
  await using database = await createTestDatabase()
  const env = { ...STRIPE, DATABASE_URL: database.connectionString }
  assert.equal((await finish(['migrate'], env)).printed, 'The database is up to date.\n')
  assert.equal((await finish(['store', 'list'], env)).code, 0)
  // As if this version had brought a migration.
  await query(database.connectionString, 'delete from kysely_migration where name = (select max(name) from kysely_migration)')
  const older = await finish(['store', 'list'], env)
  assert.equal(older.code, 1)
  assert.match(older.printed, /The database is (older than this version|empty): start the server/)
})

async function tablesIn(url: string): Promise<number> {
  return (await query(url, `select from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema')`)) ?? -1
}

async function query(url: string, statement: string): Promise<number | null> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rowCount
  } finally {
    await client.end()
  }
}
