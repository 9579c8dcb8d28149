/** Stripe no longer accepts the shop's key: everybody who has to know is told, and refunds go on once it does again. */
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { test } from 'node:test'
import { until, untilIs, untilIncludes } from '../../support/until.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const measured = async (server: HttpShop): Promise<string> => (await server.api(null).call('GET', '/metrics')).text
const attention = async (server: HttpShop): Promise<string[]> => (await server.api().tab('1')).attention.map(({ code }) => code)

/** A payment on invoice 1, and its row. */
async function paid(server: HttpShop): Promise<string> {
  await server.api().putInvoice('1')
  await server.simulator.control('POST', '/_sim/charges', { invoice: '1', amount: 100_00 })
  await untilIs(async () => (await server.api().tab('1')).payments.length, 1)
  return (await server.api().tab('1')).payments[0]?.id ?? ''
}

const refused = (server: HttpShop, more: object = {}) =>
  server.simulator.control('PUT', '/_sim/faults', { api: { failBefore: 1, status: 401, ...more } })

test('A refused key is shown by the tab, the row, the list of attention items and a metric, and no new refund is taken', async () => {
  await using server = await openShop({ http: true })
  const payment = await paid(server)
  assert.match(await measured(server), /jeweltrak_attention_items\{code="stripe_key_refused"\} 0/)
  const { version } = await server.api().tab('1')
  await refused(server)

  const first = await server.api().refund('1', { payment, amount: 10_00 })
  assert.equal(first.status, 'processing', 'what is asked for is held until Stripe can be asked')
  const tab = await server.api().tab('1')
  assert.deepEqual(
    tab.attention.map(({ code, charge, payment: row }) => ({ code, charge, row })),
    [{ code: 'stripe_key_refused', charge: null, row: null }],
  )
  assert.ok(tab.version > version)
  assert.partialDeepStrictEqual(tab.payments[0], { id: payment, action: null, blockedBy: 'stripe_key_refused' })
  const another = await server.api().call('POST', '/v1/invoices/1/refunds', {
    body: { payment, amount: 10_00 },
    headers: { 'Idempotency-Key': 'another' },
  })
  assert.deepEqual([another.status, another.code], [503, 'stripe_unavailable'])
  await untilIncludes(() => measured(server), 'jeweltrak_attention_items{code="stripe_key_refused"} 1')
})

test('A key that is accepted again is found out by itself: the open refund is made at once, and new ones are taken', async () => {
  await using server = await openShop({ http: true, pollEvery: 1 })
  const payment = await paid(server)
  await refused(server)
  const held = await server.api().refund('1', { payment, amount: 10_00 })
  // As if the refund had waited so long already that its next look is minutes away.
  await server.db
    .updateTable('refund_requests')
    .set({ attempts: 20, next_attempt_at: sql`now() + interval '5 minutes'` })
    .execute()
  await server.simulator.control('DELETE', '/_sim/faults')
  await server.db
    .updateTable('stores')
    .set({ stripe_key_tried_at: sql`now() - interval '31 seconds'` })
    .execute()

  await untilIs(async () => (await attention(server)).length, 0)
  await until(async () => (await server.api().tab('1')).payments.some(({ id, status }) => id === held.id && status === 'succeeded'))
  assert.equal((await server.api().refund('1', { payment, amount: 10_00 })).status, 'succeeded')
})

test('A refused key is tried again after 30 seconds, and says nothing new while it is still refused', async () => {
  await using server = await openShop({ http: true, pollEvery: 1 })
  await paid(server)
  await refused(server)
  await server.api().call('POST', '/v1/invoices/1/sync')
  await untilIncludes(async () => (await attention(server)).join(), 'stripe_key_refused')
  const { version } = await server.api().tab('1')
  const triedAt = async () =>
    (await server.db.selectFrom('stores').select('stripe_key_tried_at').executeTakeFirstOrThrow()).stripe_key_tried_at
  const aged = async () => {
    await server.db
      .updateTable('stores')
      .set({ stripe_key_tried_at: sql`now() - interval '31 seconds'` })
      .execute()
    return triedAt()
  }
  const before = await aged()
  await until(async () => (await triedAt())?.getTime() !== before?.getTime())
  assert.deepEqual(await attention(server), ['stripe_key_refused'])
  assert.equal((await server.api().tab('1')).version, version)
})

test('Whichever call is answered with 401 is enough: here it is the list that a sync reads', async () => {
  await using server = await openShop({ http: true })
  await paid(server)
  await refused(server, { method: 'GET' })
  assert.equal((await server.api().call('POST', '/v1/invoices/1/sync')).code, 'stripe_unavailable')
  assert.deepEqual(await attention(server), ['stripe_key_refused'])
})

test('A refund that Stripe answered, though not with a refund, is measured as unknown as long as it is', async () => {
  await using server = await openShop({ http: true })
  const payment = await paid(server)
  await server.simulator.control('PUT', '/_sim/faults', { api: { failBefore: 1, method: 'POST', status: 429 } })
  assert.equal((await server.api().refund('1', { payment, amount: 10_00 })).status, 'processing')
  await untilIncludes(() => measured(server), 'jeweltrak_refund_requests_unknown 1')
})
