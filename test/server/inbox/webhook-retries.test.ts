/** Stripe sends an event again for up to three days, ever later; then it gives up and only counts it as undelivered. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import * as z from 'zod/mini'
import { until, untilIs } from '../../support/until.ts'
import { DAY, HOUR, openShop, type HttpShop, type ShopOverTime } from '../../support/shop.ts'

const Webhooks = z.object({
  pending: z.int(),
  givenUp: z.int(),
  undelivered: z.array(z.object({ attempts: z.int() })),
})

const webhooks = async ({ simulator }: ShopOverTime) => Webhooks.parse(await simulator.control('GET', '/_sim/webhooks'))
const rows = async (server: HttpShop): Promise<string[]> =>
  (await server.api().tab('1001')).payments.map(({ amount, status }) => `${amount} ${status}`).toSorted()
const recorded = async (server: HttpShop): Promise<number> =>
  z
    .object({ entries: z.array(z.object({ action: z.string() })) })
    .parse((await server.api().call('GET', '/v1/invoices/1001/audit')).json)
    .entries.filter(({ action }) => action.endsWith('_recorded')).length

/** No reconciliation is due for longer than these tests last, so that only Stripe's own retry can bring an event. */
async function postponeReconciliation({ db, now }: ShopOverTime): Promise<void> {
  const then = new Date(now().getTime() + 90 * DAY)
  await db
    .insertInto('reconciliations')
    .values({ store: 'default', started_at: then, finished_at: then, phase: 'differences', report: {}, since: null })
    .execute()
}

test('While the inbox takes no event Stripe is answered 500, sends it again for hours and days, and it is applied when that is over', async () => {
  await using time = await openShop({ simulatedTime: true })
  await postponeReconciliation(time)
  await using server = await time.serve()
  await server.api().putInvoice('1001', { total: 1_000_00 })
  await sql`alter table events rename to events_away`.execute(time.db)
  const charge = await time.stripe.pay('1001', 1_000_00)
  await time.stripe.refund(charge, 200_00)
  await time.pass(2 * DAY)
  const { undelivered } = await webhooks(time)
  assert.ok(undelivered.length > 0 && undelivered.every(({ attempts }) => attempts >= 6), JSON.stringify(undelivered))
  assert.deepEqual(await rows(server), [])

  await sql`alter table events_away rename to events`.execute(time.db)
  await time.pass(12 * HOUR)
  await untilIs(async () => (await rows(server)).length, 2)
  assert.deepEqual(await rows(server), ['-20000 succeeded', '100000 succeeded'])
  assert.equal(await recorded(server), 2)
  assert.deepEqual(await webhooks(time), { ...(await webhooks(time)), pending: 0, givenUp: 0, undelivered: [] })
})

test('A server that is back before three days are over gets the events by Stripe’s own retries', async () => {
  await using time = await openShop({ simulatedTime: true })
  await postponeReconciliation(time)
  {
    await using server = await time.serve()
    await server.api().putInvoice('1001', { total: 1_000_00 })
  }
  const charge = await time.stripe.pay('1001', 1_000_00)
  await time.stripe.refund(charge, 200_00)
  await time.pass(2 * DAY)
  await using server = await time.serve()
  assert.deepEqual(await rows(server), [])
  await time.pass(12 * HOUR)
  await untilIs(async () => (await rows(server)).length, 2)
  assert.equal(await recorded(server), 2)
  assert.equal((await webhooks(time)).givenUp, 0)
})

test('What Stripe gave up on after three days the scheduled reconciliation takes in, with nobody acting', async () => {
  await using time = await openShop({ simulatedTime: true })
  {
    await using server = await time.serve()
    await server.api().putInvoice('1001', { total: 1_000_00 })
  }
  const charge = await time.stripe.pay('1001', 1_000_00)
  await time.stripe.refund(charge, 200_00)
  await time.pass(4 * DAY)
  const { pending, givenUp } = await webhooks(time)
  assert.deepEqual([pending, givenUp > 0], [0, true])

  await using server = await time.serve()
  await untilIs(async () => (await rows(server)).length, 2, 20_000)
  assert.equal(await recorded(server), 2)
  const taken = () => time.db.selectFrom('events').select('state').execute()
  await until(async () => (await taken()).length === givenUp && (await taken()).every(({ state }) => state === 'applied'))
  // Stripe sends nothing more, and by hand it may: once is once.
  await time.pass(DAY)
  assert.equal(await recorded(server), 2)
})

test('A server that Stripe never reaches, its endpoint mistyped, is up to date each hour all the same', async () => {
  await using time = await openShop({ simulatedTime: true })
  await using server = await time.serve()
  time.simulator.sendWebhooksTo('http://127.0.0.1:9')
  await server.api().putInvoice('1001', { total: 1_000_00 })
  const charge = await time.stripe.pay('1001', 1_000_00)
  await time.pass(HOUR)
  await untilIs(async () => (await rows(server)).length, 1, 20_000)
  await time.stripe.refund(charge, 200_00)
  await time.pass(HOUR)
  await untilIs(async () => (await rows(server)).length, 2, 20_000)
  assert.equal(await recorded(server), 2)
})
