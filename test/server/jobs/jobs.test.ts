/** What runs by itself on a whole server. */
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { test } from 'node:test'
import { until, untilIs } from '../../support/until.ts'
import { openShop } from '../../support/shop.ts'

test('an event that was stored and never applied, as its server was killed, is applied by the next one', async () => {
  await using server = await openShop({ http: true, pollEvery: 1 })
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

test('expired embed sessions are deleted, live ones are not', async () => {
  await using server = await openShop({ http: true })
  await server.api().putInvoice('1001')
  await server.api().openSession('1001')
  await server.api().openSession('1001')
  const count = async () => (await server.db.selectFrom('embed_sessions').select('id').execute()).length
  assert.equal(await count(), 2)
  await sql`update embed_sessions set expires_at = now() - interval '1 second' where id = (select min(id) from embed_sessions)`.execute(
    server.db,
  )
  await using _beside = await openShop({ http: true, beside: server })
  await untilIs(() => count(), 1)
})

test('a refund whose answer was lost after Stripe made it is recorded by itself, once', async () => {
  await using server = await openShop({ http: true })
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

test('a store that is to be reconciled is, by one of the servers at a time', async () => {
  await using server = await openShop({ http: true, pollEvery: 1 })
  await using beside = await openShop({ http: true, beside: server, pollEvery: 1 })
  // One server says that it is at it, and then no more.
  await sql`update stores set reconciled_by = 'another', reconciled_until = now() + interval '1 hour'`.execute(server.db)
  await sql`update reconciliations set started_at = started_at - interval '2 hours'`.execute(server.db)
  const runs = async () => (await server.db.selectFrom('reconciliations').select('id').execute()).length
  const before = await runs()
  await server.api().putInvoice('1001')
  await server.simulator.control('POST', '/_sim/charges', { invoice: '1001', amount: 4000 })
  await untilIs(async () => (await beside.api().tab('1001')).invoice.paid, 4000)
  assert.equal(await runs(), before)
  await sql`update stores set reconciled_until = now() - interval '1 second'`.execute(server.db)
  await untilIs(async () => (await server.db.selectFrom('stores').select('id').where('reconciled_by', 'is', null).execute()).length, 1)
  assert.equal(await runs(), before + 1)
})
