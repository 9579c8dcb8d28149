import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, afterEach, test } from 'node:test'
import { Client } from 'pg'
import { z } from 'zod'
import { EmbeddedPostgresError, startEmbeddedPostgres, type EmbeddedPostgres } from '../../../server/embedded-postgres/embedded-postgres.ts'
import { until } from '../../support/until.ts'

const scratch = await mkdtemp(join(tmpdir(), 'jeweltrak-embedded-'))
const programs = new Set<ChildProcess>()

afterEach(async () => {
  for (const program of programs) await kill(program)
})

after(async () => {
  await rm(scratch, { recursive: true, maxRetries: 20, retryDelay: 100 })
})

const Line = z.object({ event: z.string(), value: z.unknown() })
const Serving = z.object({ pid: z.number(), connectionString: z.string() })

interface Program {
  readonly process: ChildProcess
  /** The value of the next line about this event. */
  next(event: string): Promise<unknown>
}

function start(dataDirectory: string, options: { readonly ending?: string; readonly path?: string } = {}): Program {
  const script = join(import.meta.dirname, 'embedded-program.ts')
  const child = spawn(process.execPath, [script, dataDirectory, options.ending ?? 'stay'], {
    detached: true,
    env: { ...process.env, PATH: options.path ?? process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  programs.add(child)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    process: child,
    next: async (event) => {
      const { value, done } = await lines.next()
      if (done === true) assert.fail(`The program ended before it said: ${event}.`)
      const line = Line.parse(JSON.parse(value))
      assert.equal(line.event, event, JSON.stringify(line.value))
      return line.value
    },
  }
}

async function startServing(dataDirectory: string, options?: Parameters<typeof start>[1]): Promise<Program & z.infer<typeof Serving>> {
  const program = start(dataDirectory, options)
  return { ...program, ...Serving.parse(await program.next('serving')) }
}

async function kill(program: ChildProcess): Promise<void> {
  programs.delete(program)
  if (program.exitCode !== null || program.signalCode !== null) return
  const exit = once(program, 'exit')
  program.kill('SIGKILL')
  await exit
}

/** Milliseconds for PostgreSQL to come back on a machine with much else to do. */
const MAX_WAIT = 30_000

async function withClient<T>({ connectionString }: EmbeddedPostgres, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Runs work on an embedded PostgreSQL of this process's own. */
async function withPostgres<T>(dataDirectory: string, work: (client: Client) => Promise<T>): Promise<T> {
  const postgres = await startEmbeddedPostgres({ dataDirectory })
  try {
    return await withClient(postgres, work)
  } finally {
    await postgres.stop()
  }
}

async function answers(dataDirectory: string): Promise<void> {
  const { rows } = await withPostgres(dataDirectory, (client) => client.query('SELECT 1 AS one'))
  assert.deepEqual(rows, [{ one: 1 }])
}

/** A data directory with a database in it. Making one takes most of a second: tests that leave it as it was share it. */
const shared = makeShared()

async function makeShared(): Promise<string> {
  const directory = join(scratch, 'shared')
  await answers(directory)
  return directory
}

/** A process that nobody has collected yet (a zombie) is gone, too. */
async function isGone(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch {
    return true
  }
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return /\) Z /.test(state)
}

function refusal(problem: string, sentence: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof EmbeddedPostgresError)
    assert.equal(error.problem, problem)
    assert.match(error.message, sentence)
    return true
  }
}

test('A new data directory gets a durable PostgreSQL, which keeps its data from one start to the next', async () => {
  const directory = join(scratch, 'missing', 'parents')
  const settings = await withPostgres(directory, async (client) => {
    await client.query("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('écrin')")
    const names = ['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'server_encoding', 'listen_addresses']
    const { rows } = await client.query('SELECT name, setting FROM pg_settings WHERE name = ANY($1) ORDER BY name', [names])
    return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
  })
  assert.deepEqual(settings, {
    data_checksums: 'on',
    fsync: 'on',
    full_page_writes: 'on',
    listen_addresses: '',
    server_encoding: 'UTF8',
    synchronous_commit: 'on',
  })
  const { rows } = await withPostgres(directory, (client) => client.query('SELECT word, upper(word) FROM kept'))
  assert.deepEqual(rows, [{ word: 'écrin', upper: 'ÉCRIN' }])
})

test('A second live instance on the same data directory is refused and answered which process has it', async () => {
  const directory = await shared
  const first = await startServing(directory)
  const second = start(directory)
  const sentence = `The data directory ${directory} is in use by another running instance (process ${first.process.pid}): stop that one first, or set DATA_DIR to another directory.`
  assert.equal(await second.next('refused'), sentence)
  await kill(first.process)
  await answers(directory)
})

test("The same process can't use one data directory twice either", async () => {
  const directory = await shared
  const postgres = await startEmbeddedPostgres({ dataDirectory: directory })
  try {
    await assert.rejects(startEmbeddedPostgres({ dataDirectory: directory }), refusal('in_use', /in use by another running instance/))
  } finally {
    await postgres.stop()
  }
})

test('Killing the program ends PostgreSQL, and the next start works at once', async () => {
  const directory = await shared
  const program = await startServing(directory)
  await kill(program.process)
  if (process.platform === 'linux') await until(() => isGone(program.pid))
  await answers(directory)
})

test('A PostgreSQL that a killed program left behind is stopped by the next start', async () => {
  const directory = await shared
  const program = await startServing(directory, { path: '/nonexistent' })
  await kill(program.process)
  assert.equal(await isGone(program.pid), false)
  await answers(directory)
  await until(() => isGone(program.pid))
})

test('A program that ends without stopping PostgreSQL takes it along', async () => {
  const program = await startServing(await shared, { path: '/nonexistent', ending: 'end-without-stop' })
  await until(() => isGone(program.pid))
})

test('Ctrl-C reaches the program alone, so that PostgreSQL still answers while the program ends', async () => {
  const program = await startServing(await shared)
  assert.ok(program.process.pid !== undefined)
  const exit = once(program.process, 'exit')
  process.kill(-program.process.pid, 'SIGINT')
  assert.equal(await program.next('answered while ending'), 42)
  assert.deepEqual(await exit, [0, null])
  assert.ok(await isGone(program.pid))
})

test('A first start that was killed half-way leaves nothing in the way of the next', async () => {
  const directory = join(scratch, 'half-made')
  const program = start(directory)
  const unfinished = async (): Promise<boolean> => (await readdir(directory).catch(() => [])).some((entry) => entry.includes('unfinished'))
  await until(unfinished)
  await kill(program.process)
  await answers(directory)
  assert.equal(await unfinished(), false)
})

test('A directory below a private one serves, also when PostgreSQL runs as another user than root', async () => {
  const parent = join(scratch, 'private')
  await mkdir(parent)
  await chmod(parent, 0o700)
  await answers(join(parent, 'data'))
})

test('A path too long for a socket serves, and its short name is gone afterwards', async () => {
  const directory = join(scratch, 'long'.repeat(30), 'data')
  const postgres = await startEmbeddedPostgres({ dataDirectory: directory })
  const { host } = postgres.connection
  assert.notEqual(host, join(directory, 'postgres'))
  const { mode } = await stat(join(host, '..'))
  assert.equal(mode & 0o077, 0, 'only this user may enter the directory of the short name')
  const client = new Client({ connectionString: postgres.connectionString })
  await client.connect()
  await client.end()
  await postgres.stop()
  await assert.rejects(stat(host), { code: 'ENOENT' })
})

test("A note of a process that is long something else doesn't keep PostgreSQL from starting", async () => {
  const directory = await shared
  await writeFile(join(directory, 'postgres', 'postmaster.pid'), `${process.pid}\n`)
  await answers(directory)
})

test('A directory with something else in it than a database is left alone', async () => {
  const directory = join(scratch, 'foreign')
  await mkdir(join(directory, 'postgres'), { recursive: true })
  await writeFile(join(directory, 'postgres', 'holiday.txt'), 'mine')
  await assert.rejects(
    startEmbeddedPostgres({ dataDirectory: directory }),
    refusal('unusable', /has something else in it than a PostgreSQL database.*move it away/),
  )
  assert.equal(await readFile(join(directory, 'postgres', 'holiday.txt'), 'utf8'), 'mine')
})

test('A database of another PostgreSQL version is left alone', async () => {
  const directory = join(scratch, 'older')
  await mkdir(join(directory, 'postgres'), { recursive: true })
  await writeFile(join(directory, 'postgres', 'PG_VERSION'), '16\n')
  await assert.rejects(
    startEmbeddedPostgres({ dataDirectory: directory }),
    refusal('unusable', /made by PostgreSQL 16, and this release brings 18/),
  )
})

test("A data directory that can't be made is refused in a sentence", async () => {
  const file = join(scratch, 'a-file')
  await writeFile(file, '')
  await assert.rejects(
    startEmbeddedPostgres({ dataDirectory: join(file, 'data') }),
    refusal('unreachable', /can't be written.*set DATA_DIR/),
  )
})

test("A setting that PostgreSQL refuses is answered with PostgreSQL's own words, and the directory is free again", async () => {
  const directory = await shared
  await assert.rejects(
    startEmbeddedPostgres({ dataDirectory: directory, settings: { max_connections: 'none' } }),
    refusal('failed', /did not start.*max_connections/),
  )
  await answers(directory)
})

test('A PostgreSQL that is killed is started again with what was committed, as often as that happens', async () => {
  const warnings: string[] = []
  const postgres = await startEmbeddedPostgres({ dataDirectory: await shared, warn: (sentence) => warnings.push(sentence) })
  try {
    await withClient(postgres, (client) => client.query('CREATE TABLE IF NOT EXISTS kills (pid integer)'))
    for (let kills = 1; kills <= 4; kills += 1) {
      const { pid } = postgres
      await withClient(postgres, (client) => client.query('INSERT INTO kills VALUES ($1)', [pid]))
      process.kill(pid, 'SIGKILL')
      await until(() => postgres.pid !== pid, MAX_WAIT)
      assert.equal((await withClient(postgres, (client) => client.query('SELECT FROM kills'))).rowCount, kills)
      assert.ok(warnings.some((sentence) => sentence.includes(`(process ${pid}) ended by itself`)))
    }
  } finally {
    await postgres.stop()
  }
  assert.ok(await isGone(postgres.pid))
})

test("One that can't be started again is reported after three attempts, and no other is made in its place", async () => {
  const directory = join(scratch, 'vanishing')
  const warnings: string[] = []
  const { promise: lost, resolve: onLost } = Promise.withResolvers<EmbeddedPostgresError>()
  const postgres = await startEmbeddedPostgres({ dataDirectory: directory, onLost, warn: (sentence) => warnings.push(sentence) })
  await rename(join(directory, 'postgres'), join(directory, 'moved'))
  process.kill(postgres.pid, 'SIGKILL')
  assert.match((await lost).message, /can't be started again\. The database in .* can't be read.*: bring it back/)
  assert.equal(warnings.filter((sentence) => sentence.includes('tried once more')).length, 2)
  await postgres.stop()
  await assert.rejects(stat(join(directory, 'postgres')), { code: 'ENOENT' })
  await rename(join(directory, 'moved'), join(directory, 'postgres'))
  await answers(directory)
})

test('A PostgreSQL that is stopped on purpose, or while it is started again, stays stopped', async () => {
  const directory = await shared
  for (const isKilled of [false, true]) {
    const warnings: string[] = []
    const warn = (sentence: string): void => void warnings.push(sentence)
    const postgres = await startEmbeddedPostgres({ dataDirectory: directory, warn, onLost: (error) => warn(error.message) })
    if (isKilled) process.kill(postgres.pid, 'SIGKILL')
    if (isKilled) await until(() => warnings.length > 0)
    await postgres.stop()
    assert.ok(await isGone(postgres.pid))
    if (!isKilled) assert.deepEqual(warnings, [])
    await answers(directory)
  }
})

test('A killed PostgreSQL is not started again while a helper of it may still write', async () => {
  const directory = await shared
  const postgres = await startEmbeddedPostgres({ dataDirectory: directory })
  const { pid } = postgres
  const client = new Client({ connectionString: postgres.connectionString })
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const helper = rows[0]?.pid ?? assert.fail()
  process.kill(helper, 'SIGSTOP')
  try {
    const refusals = async () => (await readFile(join(directory, 'postgres.log'), 'utf8')).split('pre-existing shared memory').length - 1
    const before = await refusals()
    process.kill(pid, 'SIGKILL')
    await until(async () => (await refusals()) > before, MAX_WAIT)
    assert.equal(postgres.pid, pid)
  } finally {
    process.kill(helper, 'SIGCONT')
  }
  await until(() => postgres.pid !== pid, MAX_WAIT)
  await postgres.stop()
})

test("What statements carry never reaches PostgreSQL's log", async () => {
  const directory = await shared
  await withPostgres(directory, async (client) => {
    await client.query('CREATE TABLE customers (email text PRIMARY KEY)')
    await client.query("INSERT INTO customers VALUES ('ada@example.com')")
    await assert.rejects(client.query("INSERT INTO customers VALUES ('ada@example.com')"))
    await assert.rejects(client.query("SELECT 'ada@example.com'::int"))
  })
  const log = await readFile(join(directory, 'postgres.log'), 'utf8')
  assert.match(log, /ready to accept connections/)
  assert.doesNotMatch(log, /ada@example\.com/)
})
