import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { test } from 'node:test'
import { createJobs, type Workers } from '../../../server/jobs/jobs.ts'
import { createTestDatabase } from '../../support/postgres.ts'
import { startTestServer } from '../../support/server.ts'
import { until, untilIs } from '../../support/until.ts'

const SILENT = { info: () => {}, warn: () => {}, error: () => {} }

function recording(fail = false) {
  const seen: string[] = []
  const note = (what: string): Promise<void> => {
    seen.push(what)
    return fail ? Promise.reject(new Error('not now')) : Promise.resolve()
  }
  const workers: Workers = {
    event: ({ account, id }) => note(`event ${account} ${id}`),
    refund: ({ id }) => note(`refund ${id}`),
    charge: ({ store, id }) => note(`charge ${store} ${id}`),
    begin: () => note('begin'),
    sweep: () => note('sweep').then(() => []),
    reconcile: (store) => note(`reconcile ${store}`),
  }
  return { seen, workers }
}

test('what is to be looked at now is looked at now, and what is to be looked at later is then', async () => {
  await using database = await createTestDatabase()
  const jobs = createJobs({ connectionString: database.connectionString, log: SILENT, atOnce: 2, sweepEvery: 60 })
  const { seen, workers } = recording()
  await jobs.start(workers)
  try {
    await jobs.wake.event({ account: '', id: 'evt_1' }, 0)
    assert.ok(seen.includes('event  evt_1'))
    const asked = performance.now()
    await jobs.wake.refund({ id: 'pay_1' }, 2)
    await jobs.wake.charge({ store: 'default', id: 'ch_1' }, 1)
    assert.ok(!seen.includes('refund pay_1'))
    await until(() => seen.includes('refund pay_1') && seen.includes('charge default ch_1'))
    const waited = performance.now() - asked
    assert.ok(waited >= 1_900, `${waited} ms`)
  } finally {
    await jobs.stop()
  }
})

test('a wake-up outlives the process that asked for it: another one looks', async () => {
  await using database = await createTestDatabase()
  const options = { connectionString: database.connectionString, log: SILENT, atOnce: 2, sweepEvery: 60 }
  const first = createJobs(options)
  await first.start(recording().workers)
  await first.wake.refund({ id: 'pay_1' }, 1)
  await first.stop()
  const second = createJobs(options)
  const { seen, workers } = recording()
  await second.start(workers)
  try {
    await until(() => seen.includes('refund pay_1'))
  } finally {
    await second.stop()
  }
})

test('a sweep comes at the start and then again and again, also where the work fails', async () => {
  await using database = await createTestDatabase()
  const jobs = createJobs({ connectionString: database.connectionString, log: SILENT, atOnce: 2, sweepEvery: 1 })
  const { seen, workers } = recording(true)
  await jobs.start(workers)
  try {
    await until(() => seen.filter((what) => what === 'sweep').length >= 3)
  } finally {
    await jobs.stop()
  }
})

test('a store that is to be reconciled is, by one of the processes at a time', async () => {
  await using database = await createTestDatabase()
  const options = { connectionString: database.connectionString, log: SILENT, atOnce: 2, sweepEvery: 1 }
  const { promise: done, resolve: finish } = Promise.withResolvers<void>()
  let underWay = 0
  let most = 0
  let sweeps = 0
  const workers: Workers = {
    ...recording().workers,
    sweep: () => {
      sweeps += 1
      return Promise.resolve(['default'])
    },
    reconcile: async () => {
      underWay += 1
      most = Math.max(most, underWay)
      await done
      underWay -= 1
    },
  }
  const both = [createJobs(options), createJobs(options)]
  for (const jobs of both) await jobs.start(workers)
  try {
    await until(() => underWay === 1 && sweeps >= 5)
    assert.equal(most, 1)
  } finally {
    finish()
    for (const jobs of both) await jobs.stop()
  }
})

test('an event that was stored and never applied, as its server was killed, is applied by the next one', async () => {
  await using server = await startTestServer({ sweepEvery: 1 })
  const api = server.api()
  await api.putInvoice('1001')
  await server.simulator.control('POST', '/_sim/charges', { invoice: '1001', amount: 4000 })
  await untilIs(async () => (await api.tab('1001')).invoice.paid, 4000)
  const { numUpdatedRows } = await server.db
    .updateTable('events')
    .set({ state: 'waiting', applied_at: null, next_attempt_at: new Date() })
    .executeTakeFirstOrThrow()
  assert.ok(numUpdatedRows > 0n)
  await untilIs(async () => (await server.db.selectFrom('events').select('id').where('state', '=', 'waiting').execute()).length, 0)
})

test('expired embed sessions are swept away', async () => {
  await using server = await startTestServer({ sweepEvery: 1 })
  await server.api().putInvoice('1001')
  await server.api().openSession('1001')
  await server.api().openSession('1001')
  const count = async () => (await server.db.selectFrom('embed_sessions').select('id').execute()).length
  assert.equal(await count(), 2)
  await sql`update embed_sessions set expires_at = now() - interval '1 second' where id = (select min(id) from embed_sessions)`.execute(
    server.db,
  )
  await untilIs(() => count(), 1)
})

test('a refund whose answer was lost after Stripe made it is recorded within five seconds, once', async () => {
  await using server = await startTestServer()
  const api = server.api()
  await api.putInvoice('1001')
  await server.simulator.control('POST', '/_sim/charges', { invoice: '1001', amount: 4000 })
  await untilIs(async () => (await api.tab('1001')).payments.length, 1)
  const [charge] = (await api.tab('1001')).payments
  // Webhooks are dropped too, so that only the retry can find out.
  await server.simulator.control('PUT', '/_sim/faults', { api: { failAfter: 1 }, webhooks: { drop: 1 } })
  const refund = await api.refund('1001', { payment: charge?.id, amount: 1000 })
  assert.equal(refund.status, 'processing')
  await server.simulator.control('DELETE', '/_sim/faults')
  await until(async () => (await api.tab('1001')).payments.some(({ id, status }) => id === refund.id && status === 'succeeded'))
  assert.equal((await api.tab('1001')).invoice.paid, 3000)
})
