/** A server whose embedded PostgreSQL is killed, as for want of memory: it brings it back, or ends and says why. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createPaymentsServer } from '../../../server/index.ts'
import { createLog } from '../../../server/context/create-log.ts'
import { createApi } from '../../support/api.ts'
import { serving } from '../../support/command-line.ts'
import { openEventStream } from '../../support/event-stream.ts'
import { until, untilIs } from '../../support/until.ts'
import { startSimulator, STRIPE_KEY, WEBHOOK_SECRET } from '../../support/server.ts'

const KEY = 'demo_key'
const MAX_WAIT = 60_000
const scratch = await mkdtemp(join(tmpdir(), 'jeweltrak-killed-'))
after(() => rm(scratch, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }))

test('a killed PostgreSQL is started again: nothing is lost, streams show changes, and due work goes on', async () => {
  await using opened = new AsyncDisposableStack()
  const dataDirectory = join(scratch, 'kept')
  const simulator = await startSimulator({}, opened)
  const run = await serving({
    DATA_DIR: dataDirectory,
    PAYMENTS_API_KEY: KEY,
    STRIPE_API_URL: simulator.url,
    STRIPE_SECRET_KEY: STRIPE_KEY,
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
  })
  opened.defer(async () => {
    run.kill('SIGTERM')
    await run.exited
  })
  simulator.sendWebhooksTo(run.url)
  const host = createApi(run.url, KEY)
  const record = (amount: number) => host.call('POST', '/v1/invoices/1/payments', { body: { method: 'cash', amount } })
  const amounts = async () => (await host.tab('1')).payments.map(({ amount }) => amount)
  const isReady = async () => (await host.call('GET', '/readyz')).status === 200
  await host.putInvoice('1')
  await simulator.control('POST', '/_sim/charges', { invoice: '1', amount: 1000 })
  await untilIs(async () => (await amounts()).length, 1, MAX_WAIT)
  assert.equal((await record(7)).status, 201)
  await using stream = opened.use(await openEventStream(`${run.url}/v1/invoices/1/stream`, KEY))
  await simulator.control('PUT', '/_sim/faults', { api: { failBefore: 1 } })
  const refund = await host.refund('1', { payment: (await host.tab('1')).payments[0]?.id, amount: 300 })
  assert.equal(refund.status, 'processing')

  await killPostgres(dataDirectory)
  await until(async () => !(await isReady()), MAX_WAIT)
  await simulator.control('DELETE', '/_sim/faults')
  await until(isReady, MAX_WAIT)
  assert.deepEqual((await amounts()).toSorted(), [-300, 1000, 7].toSorted())
  assert.equal((await record(11)).status, 201)
  for (let received = ''; !received.includes('"amount":11,'); received = (await stream.next())?.data ?? assert.fail('The stream ended.'));
  const statusOfRefund = async () => (await host.tab('1')).payments.find(({ id }) => id === refund.id)?.status
  await untilIs(() => statusOfRefund(), 'succeeded', MAX_WAIT)
})

test('a PostgreSQL that can’t be started again ends the server, with a sentence', async () => {
  const dataDirectory = join(scratch, 'gone')
  const run = await serving({ DATA_DIR: dataDirectory })
  await rename(join(dataDirectory, 'postgres'), join(dataDirectory, 'moved'))
  await killPostgres(dataDirectory, 'moved')
  assert.equal(await run.exited, 1)
  assert.match(
    run.printed,
    /^The embedded PostgreSQL ended and can't be started again\. The database in \S+ can't be read \(.*\): bring it back, then start again\.$/m,
  )
})

test('an embedded server whose database is gone for good says so to whoever embeds it, and at /healthz', async () => {
  const dataDirectory = join(scratch, 'embedding')
  const server = createPaymentsServer({
    database: { dataDirectory },
    stripe: { secretKey: STRIPE_KEY },
    webhookSecrets: [WEBHOOK_SECRET],
    log: createLog('silent'),
  })
  await server.start()
  const health = async () => (await server.fetch(new Request('http://shop/healthz'))).status
  assert.equal(await health(), 200)
  await rename(join(dataDirectory, 'postgres'), join(dataDirectory, 'moved'))
  await killPostgres(dataDirectory, 'moved')
  await until(() => server.lost.aborted, MAX_WAIT)
  assert.equal(await health(), 503)
  await server.stop()
})

async function killPostgres(dataDirectory: string, cluster = 'postgres'): Promise<void> {
  const [pid] = (await readFile(join(dataDirectory, cluster, 'postmaster.pid'), 'utf8')).split('\n')
  process.kill(Number(pid), 'SIGKILL')
}
