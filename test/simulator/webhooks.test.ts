import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, it } from 'node:test'
import { Stripe } from 'stripe'
import { stripesPace } from '../../demo/simulator/index.ts'
import { handClock, receiver, start, until } from './support.ts'

describe('Webhooks', () => {
  it('are signed, and carry what happened as it was', async () => {
    await using hook = await receiver()
    await using sim = await start({ webhooks: [hook.endpoint] })
    const { charge } = await sim.charge()
    await sim.stripe().refunds.create({ charge, amount: 2500 }, { idempotencyKey: 'my-key' })
    await until('charge.refunded', () => hook.types().includes('charge.refunded'))
    const event = hook.events.find(({ type }) => type === 'charge.refunded')
    assert.ok(event?.type === 'charge.refunded')
    assert.deepEqual([event.data.object.id, event.data.object.amount_refunded], [charge, 2500])
    assert.deepEqual([event.api_version, event.livemode, event.account, event.pending_webhooks], [Stripe.API_VERSION, false, undefined, 1])
    assert.equal(event.request?.idempotency_key, 'my-key')
    assert.match(event.request?.id ?? '', /^req_/)
  })

  it('of a connected account name it', async () => {
    await using hook = await receiver()
    await using sim = await start({ accounts: [{ id: 'acct_platform' }, { id: 'acct_store', store: 'store' }], webhooks: [hook.endpoint] })
    await sim.charge({ store: 'store' })
    await until('the charge', () => hook.types().includes('charge.succeeded'))
    assert.deepEqual([...new Set(hook.events.map(({ account }) => account))], ['acct_store'])
  })

  it('are sent again until they are answered', async () => {
    await using hook = await receiver((_, attempt) => (attempt < 3 ? 500 : 204))
    await using sim = await start({ webhooks: [hook.endpoint], retry: { firstMs: 1, factor: 1 } })
    await sim.charge()
    await until('delivery', async () => (await sim.webhooks()).pending === 0)
    const attempts = Map.groupBy(hook.events, ({ id }) => id)
    assert.deepEqual(
      [...attempts.values()].map(({ length }) => length),
      [3, 3, 3, 3],
    )
    assert.equal((await sim.stripe().events.list({ delivery_success: false })).data.length, 0)
  })

  it('follow no redirect: it is an answer that does not take the event, as at Stripe', async () => {
    await using elsewhere = await receiver()
    const redirecting = createServer((_request, response) => void response.writeHead(307, { location: elsewhere.endpoint.url }).end())
    await once(redirecting.listen(0, '127.0.0.1'), 'listening')
    const address = redirecting.address()
    assert.ok(address !== null && typeof address === 'object')
    try {
      const endpoint = { url: `http://127.0.0.1:${address.port}/`, secret: elsewhere.endpoint.secret }
      await using sim = await start({ webhooks: [endpoint], retry: { firstMs: 60_000 } })
      await sim.charge()
      await until('a first attempt at each', async () => (await sim.webhooks()).underWay === 0)
      assert.equal((await sim.webhooks()).delivered, 0)
      assert.deepEqual(elsewhere.events, [])
    } finally {
      redirecting.close()
    }
  })

  it('follow the server when it moves', async () => {
    await using sim = await start({ webhooks: [{ url: 'http://127.0.0.1:9/', secret: 'whsec_old' }], retry: { firstMs: 60_000 } })
    await sim.charge()
    assert.equal((await sim.stripe().events.list({ delivery_success: false })).data.length, 4)
    await using hook = await receiver()
    sim.simulator.setWebhooks([hook.endpoint])
    await until('a first attempt at each', async () => (await sim.webhooks()).underWay === 0)
    await sim.ask('POST', '/_sim/webhooks/flush', {})
    assert.equal(hook.events.length, 4)
    assert.deepEqual(await sim.webhooks().then(({ pending, delivered }) => [pending, delivered]), [0, 4])
  })

  it('are given up after three days, and can still be sent by hand', async () => {
    const clock = handClock(new Date().toISOString())
    let up = false
    await using hook = await receiver(() => (up ? 200 : 503))
    await using sim = await start({ clock: clock.now, webhooks: [hook.endpoint], retry: { firstMs: 60_000 } })
    await sim.charge()
    await until('the first attempts', async () => hook.events.length === 4 && (await sim.webhooks()).underWay === 0)
    clock.hours(72)
    await sim.ask('POST', '/_sim/webhooks/flush', {})
    assert.equal((await sim.webhooks()).givenUp, 4)
    up = true
    clock.hours(-72)
    const [event] = (await sim.stripe().events.list({ type: 'charge.succeeded' })).data
    const { json } = await sim.ask('POST', '/_sim/webhooks/redeliver', { event: event?.id })
    assert.deepEqual(json, { event: event?.id, answers: [200] })
    assert.deepEqual(
      (await sim.stripe().events.list({ delivery_success: true })).data.map(({ id }) => id),
      [event?.id],
    )
  })

  it('are sent again slower and slower, as the clock has it, for three days and not a moment longer', async () => {
    const clock = handClock(new Date().toISOString())
    const began = clock.now().getTime()
    const hours: number[] = []
    await using hook = await receiver(() => {
      hours.push((clock.now().getTime() - began) / 3_600_000)
      return 503
    })
    await using sim = await start({ clock: clock.now, retry: stripesPace, webhooks: [{ ...hook.endpoint, events: ['charge.succeeded'] }] })
    await sim.charge()
    await until('the first attempt', async () => hours.length === 1 && (await sim.webhooks()).underWay === 0)
    for (let quarter = 0; quarter < 4 * 24 * 4; quarter += 1) {
      clock.hours(1 / 4)
      await sim.ask('POST', '/_sim/webhooks/due', {})
    }
    const waits = hours.slice(1).map((hour, index) => hour - (hours[index] ?? 0))
    assert.ok(waits.length >= 6 && waits.length <= 16, `${waits.length} retries`)
    assert.deepEqual(
      waits,
      waits.toSorted((one, other) => one - other),
    )
    const last = hours.at(-1) ?? 0
    assert.ok(last > 48 && last < 72, `the last attempt came after ${last} hours`)
    assert.deepEqual(await sim.webhooks().then(({ pending, givenUp }) => [pending, givenUp]), [0, 1])
    assert.equal((await sim.stripe().events.list({ delivery_success: false })).data.length, 1)
  })

  it('that came due while nobody looked are not sent once three days are over', async () => {
    const clock = handClock(new Date().toISOString())
    let up = false
    await using hook = await receiver(() => (up ? 200 : 503))
    await using sim = await start({ clock: clock.now, webhooks: [hook.endpoint], retry: stripesPace })
    await sim.charge()
    await until('the first attempts', async () => hook.events.length === 4 && (await sim.webhooks()).underWay === 0)
    up = true
    clock.hours(80)
    await sim.ask('POST', '/_sim/webhooks/flush', {})
    assert.deepEqual([hook.events.length, (await sim.webhooks()).givenUp], [4, 4])
  })
})

describe('Events', () => {
  it('are listed by type and forgotten after 30 days', async () => {
    const clock = handClock()
    await using sim = await start({ clock: clock.now })
    const stripe = sim.stripe()
    await sim.charge()
    const types = async (params: Stripe.EventListParams) => (await stripe.events.list(params)).data.map(({ type }) => type)
    assert.deepEqual(await types({ type: 'charge.*' }), ['charge.updated', 'charge.succeeded'])
    assert.deepEqual(await types({ types: ['charge.succeeded', 'payment_intent.succeeded'] }), [
      'payment_intent.succeeded',
      'charge.succeeded',
    ])
    clock.hours(30 * 24 + 1)
    assert.deepEqual(await types({}), [])
  })
})
