/** Stripe keeps its events for 30 days: what came about before that, only its lists tell. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as z from 'zod/mini'
import { EMPTY_REPORT } from '../../../server/domain/reconciliation-report.ts'
import { growOld, happen, IN_THE_END, sameBooks } from '../../support/old-charges.ts'
import { DAY, HOUR, openShop, type ShopOverTime } from '../../support/shop.ts'

const Events = z.object({ data: z.array(z.object({ id: z.string() })) })

/** The events that Stripe still lists as undelivered, at most 100. */
async function undelivered({ simulator }: ShopOverTime): Promise<string[]> {
  const response = await fetch(`${simulator.url}/v1/events?delivery_success=false&limit=100`, {
    headers: { Authorization: 'Bearer sk_test_simulated' },
  })
  return Events.parse(await response.json()).data.map(({ id }) => id)
}

test('A server that was away for 29 days catches up through undelivered events and lists, with nobody acting', async () => {
  await using time = await openShop({ simulatedTime: true })
  const server = await time.serve()
  const old = await growOld(time, server)
  await server.stop()
  await happen(time, old, DAY)
  await time.pass(22 * DAY)
  assert.ok((await undelivered(time)).length > 10)
  await using back = await time.serve()
  await sameBooks(back, IN_THE_END)
})

test('A server that was away for longer than Stripe keeps events recovers all from Stripe’s lists, with nobody acting', async () => {
  await using time = await openShop({ simulatedTime: true })
  const server = await time.serve()
  const old = await growOld(time, server)
  await server.stop()
  await happen(time, old, DAY)
  await time.pass(31 * DAY)
  assert.deepEqual(await undelivered(time), [])
  await using back = await time.serve()
  await sameBooks(back, IN_THE_END)
})

test('A reconciliation that was cut short while it read events ends, though Stripe has forgotten the event it came to', async () => {
  await using time = await openShop({ simulatedTime: true })
  {
    await using server = await time.serve()
    await server.api().putInvoice('1001', { total: 1_000_00 })
  }
  await time.stripe.pay('1001', 1_000_00)
  const [last] = await undelivered(time)
  const cutShort = {
    store: 'default',
    started_at: time.now(),
    since: null,
    phase: 'events',
    after: last ?? null,
    report: { ...EMPTY_REPORT },
  }
  await time.db.insertInto('reconciliations').values(cutShort).execute()
  await time.pass(31 * DAY)
  await using server = await time.serve()
  await time.reconciled()
  assert.equal((await server.api().tab('1001')).payments.length, 1)
})

test('With Stripe’s endpoint disabled no event is left undelivered: what is new and what is open is found in Stripe’s lists within the hour', async () => {
  await using time = await openShop({ simulatedTime: true })
  await using server = await time.serve()
  const old = await growOld(time, server)
  time.disableEndpoint()
  await happen(time, { ...old, succeeded: await time.stripe.refund(old.refunded, 1_00) }, 1_000)
  await time.pass(HOUR)
  const { refunded } = IN_THE_END
  await sameBooks(server, { ...IN_THE_END, succeeded: ['-10000 succeeded', '100000 succeeded'], refunded: ['-100 failed', ...refunded] })
})

test('With Stripe’s endpoint disabled an old refund that fails after it succeeded is found within a week', async () => {
  await using time = await openShop({ simulatedTime: true })
  await using server = await time.serve()
  const old = await growOld(time, server)
  time.disableEndpoint()
  await happen(time, old, 1_000)
  for (const days of [3, 3, 1]) {
    await time.pass(days * DAY)
    await time.reconciled()
  }
  await sameBooks(server, IN_THE_END)
})
