/** The command line as a person runs it: their exit codes and what they print; processes of their own but where only words differ. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { finish, finishProcess, serving, STRIPE } from '../../support/command-line.ts'
import { openEventStream } from '../../support/event-stream.ts'
import { createTestDatabase } from '../../support/postgres.ts'

test('without a command it says what there is', async () => {
  const { code, printed } = await finishProcess([])
  assert.equal(code, 0)
  for (const command of ['serve', 'migrate', 'store add', 'store list', 'store key', 'doctor']) assert.ok(printed.includes(command))
  assert.equal((await finish(['dance'])).code, 1)
})

test('a port in use is one clear sentence and exit code 1', async () => {
  await using database = await createTestDatabase()
  const occupant = createServer().listen(0, '127.0.0.1')
  await once(occupant, 'listening')
  const address = occupant.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const { code, printed } = await finishProcess(['serve'], {
    ...STRIPE,
    DATABASE_URL: database.connectionString,
    PORT: String(port),
    LOG_LEVEL: 'silent',
  })
  occupant.close()
  assert.deepEqual([code, printed], [1, `Port ${port} is in use: stop what uses it, or set PORT to another.\n`])
})

test('a database that can’t be reached is one clear sentence and exit code 1', async () => {
  const { code, printed } = await finishProcess(['serve'], {
    ...STRIPE,
    DATABASE_URL: 'postgresql://shop@127.0.0.1:9/books',
    LOG_LEVEL: 'silent',
  })
  assert.deepEqual([code, printed], [1, 'The database does not answer at DATABASE_URL: start it, or correct the address.\n'])
})

test('a mistake in the environment is named, and nothing starts', async () => {
  const { code, printed } = await finishProcess(['serve'], { ...STRIPE, PORT: 'x' })
  assert.deepEqual([code, printed], [1, 'PORT must be a port, 0 to 65535.\n'])
})

test('a Ctrl-C that npm passes on a second time stops the server as cleanly as one', async () => {
  await using database = await createTestDatabase()
  const run = await serving({ DATABASE_URL: database.connectionString })
  run.kill('SIGINT')
  run.kill('SIGINT')
  assert.equal(await run.exited, 0)
})

test('the server stops cleanly at SIGTERM: streams end, and it exits with 0', async () => {
  await using database = await createTestDatabase()
  const run = await serving({ DATABASE_URL: database.connectionString, PAYMENTS_API_KEY: 'demo_key' })
  const put = await fetch(`${run.url}/v1/invoices/1`, {
    method: 'PUT',
    headers: { Authorization: 'Bearer demo_key', 'Content-Type': 'application/json' },
    body: '{"number":"1","currency":"usd","total":1}',
  })
  assert.equal(put.status, 200)
  await using stream = await openEventStream(`${run.url}/v1/invoices/1/stream`, 'demo_key')
  assert.equal((await stream.next())?.event, 'tab')
  run.kill('SIGTERM')
  assert.equal((await stream.next())?.event, 'end')
  assert.equal(await run.exited, 0)
})

/** As the server leaves it: with every table and no store. */
async function migratedDatabase(): ReturnType<typeof createTestDatabase> {
  const database = await createTestDatabase()
  assert.equal((await finish(['migrate'], { DATABASE_URL: database.connectionString })).code, 0)
  return database
}

test('a store is added, listed and given another key; a key is shown once', async () => {
  await using database = await migratedDatabase()
  const env = { ...STRIPE, DATABASE_URL: database.connectionString, LOG_LEVEL: 'silent' }
  const added = await finishProcess(
    ['store', 'add', 'berlin', '--name', 'Shop in Berlin', '--account', 'acct_berlin', '--origin', 'https://berlin.example'],
    env,
  )
  assert.equal(added.code, 0)
  const key = /jtk_[A-Za-z0-9_-]{43}/.exec(added.printed)?.[0] ?? ''
  const another = await finish(['store', 'key', 'berlin', '--overlap-hours', '0'], env)
  const newer = /jtk_[A-Za-z0-9_-]{43}/.exec(another.printed)?.[0] ?? ''
  assert.notEqual(newer, key)

  const listed = await finish(['store', 'list'], env)
  assert.match(listed.printed, /berlin {2}Shop in Berlin {2}acct_berlin {2}test {2}https:\/\/berlin\.example/)
  assert.ok(!listed.printed.includes(key) && !listed.printed.includes(newer))

  const run = await serving({ ...env, LOG_LEVEL: 'info' })
  const status = async (bearer: string) =>
    (await fetch(`${run.url}/v1/invoices/none/payments`, { headers: { Authorization: `Bearer ${bearer}` } })).status
  assert.deepEqual([await status(key), await status(newer)], [401, 404])
  run.kill('SIGTERM')
  await run.exited
})

test('a leaked key is revoked by what store list shows of it, or by itself, and the others stay', async () => {
  await using database = await migratedDatabase()
  const env = { ...STRIPE, DATABASE_URL: database.connectionString, LOG_LEVEL: 'silent' }
  const keyIn = (printed: string) => /jtk_[A-Za-z0-9_-]{43}/.exec(printed)?.[0] ?? ''
  const keys = [keyIn((await finish(['store', 'add', 'berlin'], env)).printed)]
  for (let n = 0; n < 2; n += 1) keys.push(keyIn((await finish(['store', 'key', 'berlin', '--overlap-hours', '9999'], env)).printed))
  const [leaked = '', other = ''] = keys

  const byHint = await finish(['store', 'key', 'berlin', '--revoke', `${leaked.slice(0, 4)}…${leaked.slice(-4)}`], env)
  assert.deepEqual([byHint.code, /is revoked/.test(byHint.printed)], [0, true], byHint.printed)
  assert.equal((await finish(['store', 'key', 'berlin', '--revoke', other], env)).code, 0)
  const unknown = await finish(['store', 'key', 'berlin', '--revoke', 'jtk_…none'], env)
  assert.deepEqual([unknown.code, /has no such key/.test(unknown.printed)], [1, true], unknown.printed)

  const run = await serving({ ...env, LOG_LEVEL: 'info' })
  const status = async (bearer: string) =>
    (await fetch(`${run.url}/v1/invoices/none/payments`, { headers: { Authorization: `Bearer ${bearer}` } })).status
  assert.deepEqual(await Promise.all(keys.map(status)), [401, 401, 404])
  run.kill('SIGTERM')
  await run.exited
})

test('a command after the server starts its PostgreSQL again and ends it, and says no more than which database that is', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jeweltrak-'))
  try {
    const server = await serving({ DATA_DIR: directory })
    server.kill('SIGTERM')
    assert.equal(await server.exited, 0)
    assert.match(server.printed, new RegExp(`"Database: ${directory}"`))
    const { code, printed } = await finishProcess(['store', 'list'], { ...STRIPE, DATA_DIR: directory })
    assert.deepEqual([code, printed], [0, `Database: ${directory}\nThere is no store yet: add one with store add <store>.\n`])
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})

test('a store named wrongly is answered how', async () => {
  await using database = await migratedDatabase()
  const env = { ...STRIPE, DATABASE_URL: database.connectionString, LOG_LEVEL: 'silent' }
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [['store'], /Say store add, store list or store key/],
    [['store', 'add'], /<store> is missing/],
    [['store', 'add', 'a b'], /The id of a store is 1 to 64 letters/],
    [['store', 'add', 'a', '--origin', 'a.example/'], /a\.example\/ is no origin/],
    [['store', 'add', 'a', '--account', 'a'], /--account takes the id/],
    [['store', 'key', 'a', '--overlap-hours', '1', '--revoke', 'b'], /either --overlap-hours or --revoke/],
    [['store', 'add', 'a', '--colour', 'red'], /Unknown option '--colour'/],
    [['store', 'key', 'nowhere'], /There is no store nowhere/],
  ]
  for (const [args, sentence] of wrong) {
    const { code, printed } = await finish(args, env)
    assert.equal(code, 1)
    assert.match(printed, sentence)
    assert.doesNotMatch(printed, /\n {4}at /, 'no stack')
  }
})

test('with METRICS_PORT whoever runs the server has a port of their own, and the world’s has none of it', async () => {
  await using database = await migratedDatabase()
  const server = await serving({ DATABASE_URL: database.connectionString, METRICS_PORT: '0' })
  try {
    const operator = /Health, readiness and metrics are at (http:[^"]+)/.exec(server.printed)?.[1] ?? ''
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      assert.equal((await fetch(operator + path)).status, 200, path)
      assert.equal((await fetch(server.url + path)).status, 404, path)
    }
    assert.equal((await fetch(`${operator}/openapi.json`)).status, 404)
  } finally {
    server.kill('SIGTERM')
    await server.exited
  }
})

test('the doctor says what is well and what to mend', async () => {
  await using database = await migratedDatabase()
  const { code, printed } = await finishProcess(['doctor'], { ...STRIPE, DATABASE_URL: database.connectionString })
  assert.equal(code, 1)
  assert.match(printed, /well {2}Configuration: complete/)
  assert.match(printed, /well {2}Database: reachable and up to date, [^]*look {2}Stores: there is none yet/)
  assert.match(printed, /MEND {2}Stripe: Stripe can’t be read/)
})
