import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod/mini'
import { runAhead } from '../../support/database-clock.ts'
import { until } from '../../support/until.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const Made = z.object({ charge: z.string() })
const Id = z.object({ id: z.string() })
const Deliveries = z.object({ pending: z.int(), underWay: z.int(), givenUp: z.int() })

const DAY = 24 * 3600 * 1000
/** Nobody listens there: so a server that is away looks to Stripe. */
const NOBODY = 'http://127.0.0.1:9'

test('A server that was away for a week catches up by itself when it is back', async () => {
  const began = Date.now()
  let now = began
  const clock = (): Date => new Date(now)
  await using server = await openShop({ http: true, clock, pollEvery: 3600, ownDatabaseClock: true })
  const play = (path: string, body: object = {}): Promise<unknown> => server.simulator.control('POST', path, body)
  const charge = async (invoice: string, amount: number): Promise<string> =>
    Made.parse(await play('/_sim/charges', { invoice, amount })).charge
  for (const invoice of ['before', 'during', 'disputed', 'later']) await server.api().putInvoice(invoice, { total: 1_000_00 })
  const before = await charge('before', 100_00)
  const disputed = await charge('disputed', 300_00)
  const pending = Id.parse(await play('/_sim/refunds', { charge: before, amount: 10_00, outcome: 'pending' })).id
  await until(
    async () => (await server.api().tab('before')).payments.length === 2 && (await server.api().tab('disputed')).payments.length === 1,
  )

  server.simulator.sendWebhooksTo(NOBODY)
  const aDayLater = async (): Promise<void> => {
    await play('/_sim/webhooks/flush')
    now += DAY
    await runAhead(server.db, now - began)
  }
  await aDayLater()
  await play(`/_sim/refunds/${pending}`, { status: 'failed', failureReason: 'expired_or_canceled_card' })
  await aDayLater()
  const during = await charge('during', 200_00)
  await aDayLater()
  await play('/_sim/refunds', { charge: during, amount: 20_00 })
  await aDayLater()
  const { id: dispute } = Id.parse(await play('/_sim/disputes', { charge: disputed }))
  await aDayLater()
  await play(`/_sim/disputes/${dispute}/close`, { outcome: 'lost' })
  await aDayLater()
  const later = await charge('later', 400_00)
  await play('/_sim/refunds', { charge: later })
  await aDayLater()
  // Stripe has given up on what is older than three days.
  await play('/_sim/webhooks/flush')
  const { givenUp } = Deliveries.parse(await server.simulator.control('GET', '/_sim/webhooks'))
  assert.ok(givenUp > 0, 'Stripe has given up on nothing')
  assert.equal((await server.api().tab('during')).payments.length, 0)

  await using back = await openShop({ http: true, clock, pollEvery: 3600, beside: server })
  const rows = async (invoice: string): Promise<string[]> =>
    (await back.api().tab(invoice)).payments.map(({ amount, status }) => `${amount} ${status}`).toSorted()
  const shown = async () => ({
    before: await rows('before'),
    during: await rows('during'),
    later: await rows('later'),
    disputes: await disputes(back),
  })
  const expected = {
    before: ['-1000 failed', '10000 succeeded'],
    during: ['-2000 succeeded', '20000 succeeded'],
    later: ['-40000 succeeded', '40000 succeeded'],
    disputes: ['lost'],
  }
  await until(async () => isDeepStrictEqual(await shown(), expected), 30_000)
  assert.deepEqual(await shown(), expected)
})

async function disputes(server: HttpShop): Promise<string[]> {
  return (await server.api().tab('disputed')).disputes.map((dispute) => dispute.status)
}
