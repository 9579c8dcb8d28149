/** A server that is stopped, as those see it who call it: at real HTTP, on connections that are kept. */
import assert from 'node:assert/strict'
import { Agent, request, type IncomingHttpHeaders } from 'node:http'
import { test } from 'node:test'
import { Client } from 'pg'
import { createPaymentsServer } from '../../../server/index.ts'
import { createLog } from '../../../server/context/create-log.ts'
import { createApi } from '../../support/api.ts'
import { serving, type Run } from '../../support/command-line.ts'
import { openEventStream } from '../../support/event-stream.ts'
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts'
import { until, untilIs } from '../../support/until.ts'

const KEY = 'demo_key'
const PAYMENTS = '/v1/invoices/1/payments'

test('stopped under load, it answers every call that it takes, none with a fault of its own, and ends every stream with a message', async () => {
  await using database = await createTestDatabase()
  for (const drainSeconds of ['0', '1']) {
    const run = await serving({
      DATABASE_URL: database.connectionString,
      PAYMENTS_API_KEY: KEY,
      DRAIN_SECONDS: drainSeconds,
    })
    const host = createApi(run.url, KEY)
    await host.putInvoice('1')
    const before = (await host.tab('1')).payments.length
    const streams = await Promise.all(Array.from({ length: 10 }, () => lastEvent(run.url)))
    const answers = await stopUnderLoad(run)

    assert.equal(await run.exited, 0)
    const statuses = new Set(answers.map(({ status }) => status))
    assert.deepEqual(
      [...statuses].filter((status) => ![200, 201, 503].includes(status)),
      [],
    )
    for (const { headers, code } of answers.filter(({ status }) => status === 503)) {
      assert.equal(code, 'unavailable')
      assert.deepEqual([headers['retry-after'], headers.connection], ['1', 'close'])
    }
    assert.deepEqual(await Promise.all(streams.map(({ last }) => last)), Array(10).fill('end'))

    assert.equal(await recorded(database), before + answers.filter(({ status }) => status === 201).length)
  }
})

test('a stopping server is not ready and serves on; then it refuses what is new and finishes what is under way', async () => {
  await using database = await createTestDatabase()
  const server = createPaymentsServer({
    database: { url: database.connectionString },
    stripe: { secretKey: 'sk_test_none', apiUrl: 'http://127.0.0.1:9' },
    webhookSecrets: ['whsec_none'],
    apiKey: KEY,
    log: createLog('silent'),
  })
  await using opened = new AsyncDisposableStack()
  await server.start()
  opened.defer(() => server.stop())
  const call = (method: string, path: string, body?: object): Promise<Response> => {
    const headers = { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' }
    return server.fetch(
      new Request(`http://shop${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
    )
  }
  const record = () => call('POST', PAYMENTS, { method: 'cash', amount: 1 })
  await call('PUT', '/v1/invoices/1', { number: '1', currency: 'usd', total: 1 })
  assert.equal((await call('GET', '/readyz')).status, 200)

  const locked = opened.use(await lockInvoice(database))
  const before = record()
  await locked.waiting(1)
  const hurry = new AbortController()
  const drained = server.drain({ seconds: 3600, hurry: hurry.signal })
  const unready = await call('GET', '/readyz')
  assert.deepEqual([unready.status, await unready.json()], [503, { ready: false, because: 'The server is stopping.' }])
  assert.equal((await call('GET', '/healthz')).status, 200)
  const meanwhile = record()
  await locked.waiting(2)

  hurry.abort()
  await untilIs(async () => (await call('GET', PAYMENTS)).status, 503)
  const refused = await record()
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '1'])
  assert.match(await refused.text(), /"code":"unavailable"/)
  assert.equal((await call('POST', '/stripe/webhooks', {})).status, 503)
  assert.equal((await call('GET', '/healthz')).status, 200)

  await locked.release()
  assert.deepEqual([(await before).status, (await meanwhile).status], [201, 201])
  await drained
  await server.stop()
  assert.equal((await record()).status, 503)
  assert.equal(await recorded(database), 2)
})

test('the first signal shows in readiness and `Connection: close`, the second ends the wait', async () => {
  await using database = await createTestDatabase()
  const run = await serving({ DATABASE_URL: database.connectionString, PAYMENTS_API_KEY: KEY, DRAIN_SECONDS: '600' })
  const host = createApi(run.url, KEY)
  await host.putInvoice('1')
  run.kill('SIGTERM')
  await untilIs(async () => (await host.call('GET', '/readyz')).status, 503)
  const agent = new Agent({ keepAlive: true })
  const served = await send(run.url, agent, true)
  assert.deepEqual([served?.status, served?.headers.connection], [201, 'close'])
  agent.destroy()

  // The first second takes them for the same signal, as npm passes one on twice.
  await until(() => run.printed.includes('Another signal') || (run.kill('SIGTERM'), false))
  assert.equal(await run.exited, 0)
})

async function recorded({ connectionString }: TestDatabase): Promise<number> {
  return withClient(connectionString, async (client) => (await client.query('select from payments')).rowCount ?? 0)
}

interface LockedInvoice extends AsyncDisposable {
  /** Resolves once this many wait for the invoice. */
  waiting(many: number): Promise<void>
  release(): Promise<void>
}

/** Locks the row of invoice 1, as a slow transaction of somebody else's would. */
async function lockInvoice({ connectionString }: TestDatabase): Promise<LockedInvoice> {
  const client = new Client({ connectionString })
  await client.connect()
  await client.query('begin; select from invoices for update')
  // On another connection: within a transaction PostgreSQL shows the same picture again and again.
  const waiters = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
  const waiting = (): Promise<number | null> => withClient(connectionString, async (other) => (await other.query(waiters)).rowCount)
  const release = (): Promise<void> => client.end()
  return { waiting: (many) => until(async () => (await waiting()) === many), release, [Symbol.asyncDispose]: release }
}

async function withClient<T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The problem's code; null on any other answer. */
  readonly code: string | null
}

/** Twelve callers on kept connections read and write without a pause until the server is gone; resolves with what they were answered. */
async function stopUnderLoad(run: Run & { readonly url: string }): Promise<readonly Answer[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 12 })
  const answers: Answer[] = []
  const callers = Array.from({ length: 12 }, async (_, index) => {
    for (let answer = await send(run.url, agent, index % 2 === 0); answer !== null; answer = await send(run.url, agent, index % 2 === 0))
      answers.push(answer)
  })
  await until(() => answers.length > 100)
  run.kill('SIGTERM')
  await Promise.all(callers)
  agent.destroy()
  return answers
}

/** One call: a payment recorded or the tab read; null where the connection was refused or cut before an answer. */
function send(url: string, agent: Agent, records: boolean): Promise<Answer | null> {
  const { promise, resolve } = Promise.withResolvers<Answer | null>()
  const call = request(url + PAYMENTS, {
    agent,
    method: records ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${KEY}`, ...(records ? { 'Content-Type': 'application/json' } : {}) },
  })
  call.on('error', () => resolve(null))
  call.on('response', (response) => {
    let text = ''
    response.on('data', (chunk: Buffer) => void (text += chunk.toString()))
    response.on('error', () => resolve(null))
    response.on('end', () => {
      const { statusCode: status = 0, headers } = response
      resolve({ status, headers, code: /"code":"(\w+)"/.exec(text)?.[1] ?? null })
    })
  })
  call.end(records ? '{"method":"cash","amount":1}' : undefined)
  return promise
}

/** Reads a stream to its end, and says what the last event was. */
async function lastEvent(url: string): Promise<{ readonly last: Promise<string | null> }> {
  const stream = await openEventStream(`${url}/v1/invoices/1/stream`, KEY)
  const read = async (): Promise<string | null> => {
    let last: string | null = null
    for (let event = await stream.next(); event !== null; event = await stream.next()) last = event.event
    return last
  }
  return { last: read().catch(() => null) }
}
