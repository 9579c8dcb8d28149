/**
 * Fresh databases for tests, on one real PostgreSQL per test run: `test/run.ts` starts it and hands its address to every
 * test file by the environment; a test file run alone starts its own. Its commits do not wait for the disk: only the tests
 * of the embedded PostgreSQL, which start their own, kill one and check what it kept.
 */
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { Client } from 'pg'
import { startEmbeddedPostgres } from '../../server/embedded-postgres/embedded-postgres.ts'
import { discardAtExit, makeDataDirectory } from './data-directory.ts'

/** Names the run's PostgreSQL to its test files. */
export const TEST_POSTGRES = 'TEST_POSTGRES_URL'

/** A database of a test's own. */
export interface TestDatabase extends AsyncDisposable {
  /** What `pg.Pool` and `DATABASE_URL` take. */
  readonly connectionString: string
  /** Removes it, cutting whatever is still connected. */
  drop(): Promise<void>
}

/** A state that many tests begin from, such as all tables laid out: made once per PostgreSQL, then copied. */
export interface TestTemplate {
  /** Lower-case letters, digits and underscores. */
  readonly name: string
  prepare(connectionString: string): Promise<void>
}

/** An empty database, or a copy of the template. */
export async function createTestDatabase(template?: TestTemplate): Promise<TestDatabase> {
  const server = await testPostgres()
  if (template !== undefined) await makeTemplate(server, template)
  return makeDatabase(server, template === undefined ? 'template0' : templateName(template))
}

/** A copy of a database of {@link createTestDatabase}, to which nothing may be connected meanwhile: a backup of it. */
export async function copyTestDatabase({ connectionString }: Pick<TestDatabase, 'connectionString'>): Promise<TestDatabase> {
  const source = new URL(connectionString).pathname.slice(1)
  return makeDatabase(await testPostgres(), source)
}

async function makeDatabase(server: string, template: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await administer(server, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`)
  const drop = (): Promise<void> => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  return { connectionString: databaseOf(server, name), drop, [Symbol.asyncDispose]: drop }
}

export interface TestPostgres {
  readonly connectionString: string
  /** Its process, for tests that stop or kill it. */
  readonly pid: number
  stop(): Promise<void>
}

/** Whoever runs tests can lose their databases with the machine; and several files at once need more connections than a shop. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '512MB',
  max_connections: '500',
}

/** Starts a PostgreSQL whose directory goes when it stops, or at the latest when this process exits. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const dataDirectory = await makeDataDirectory()
  const postgres = await startEmbeddedPostgres({ dataDirectory, settings: SETTINGS })
  const discard = (): void => discardAtExit(postgres.pid, dataDirectory)
  process.once('exit', discard)
  return {
    connectionString: postgres.connectionString,
    pid: postgres.pid,
    stop: async () => {
      process.off('exit', discard)
      await postgres.stop()
      await rm(dataDirectory, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

let own: Promise<TestPostgres> | undefined

/** A test file run alone has its own until its process exits: no moment before is surely after the last use. */
async function testPostgres(): Promise<string> {
  const given = process.env[TEST_POSTGRES]
  return given === undefined || given === '' ? (await (own ??= startTestPostgres())).connectionString : given
}

function templateName({ name }: TestTemplate): string {
  return `template_${name}`
}

/** Made under a lock, since test files run at once, and renamed when complete. */
async function makeTemplate(server: string, template: TestTemplate): Promise<void> {
  const name = templateName(template)
  await withClient(server, async (client) => {
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [name])
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
    if (rowCount !== 0) return
    await client.query(`DROP DATABASE IF EXISTS ${name}_unfinished WITH (FORCE)`)
    await client.query(`CREATE DATABASE ${name}_unfinished TEMPLATE template0 STRATEGY file_copy`)
    await template.prepare(databaseOf(server, `${name}_unfinished`))
    await client.query(`ALTER DATABASE ${name}_unfinished RENAME TO ${name}`)
  })
}

async function administer(server: string, statement: string): Promise<void> {
  await withClient(server, (client) => client.query(statement))
}

async function withClient(connectionString: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

function databaseOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}
