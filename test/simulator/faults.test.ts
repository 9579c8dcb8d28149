import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { receiver, refusal, start, until } from './support.ts'

describe('Faults', () => {
  it('before Stripe acts lose the request: nothing happens, nothing is stored', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    await sim.faults({ api: { failBefore: 1 } })
    const error = await refusal(stripe.refunds.create({ charge, amount: 500 }, { idempotencyKey: 'one' }))
    assert.equal(error.type, 'StripeConnectionError')
    await sim.noFaults()
    assert.equal((await stripe.refunds.list({ charge })).data.length, 0)
    const refund = await stripe.refunds.create({ charge, amount: 999 }, { idempotencyKey: 'one' })
    assert.equal(refund.amount, 999)
  })

  it('after Stripe acted lose only the answer: the key replays it', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    await sim.faults({ api: { failAfter: 1 } })
    const error = await refusal(stripe.refunds.create({ charge, amount: 500 }, { idempotencyKey: 'one' }))
    assert.equal(error.type, 'StripeConnectionError')
    await sim.noFaults()
    const replay = await stripe.refunds.create({ charge, amount: 500 }, { idempotencyKey: 'one' })
    assert.equal(replay.lastResponse.headers['idempotent-replayed'], 'true')
    assert.deepEqual(
      (await stripe.refunds.list({ charge })).data.map(({ id }) => id),
      [replay.id],
    )
    assert.equal((await sim.requests()).filter(({ acted }) => acted).length, 1)
  })

  for (const [status, code] of [
    [429, 'rate_limit'],
    [500, undefined],
    [503, undefined],
    [401, undefined],
    [403, undefined],
    [409, 'idempotency_key_in_use'],
  ] as const) {
    it(`may answer ${status} in Stripe's words`, async () => {
      await using sim = await start()
      await sim.faults({ api: { failBefore: 1, status } })
      const error = await refusal(sim.stripe().charges.list())
      assert.deepEqual([error.statusCode, error.code], [status, code])
      assert.match(error.requestId ?? '', /^req_/)
    })
  }

  it('with any other status come from something in between: no Request-Id, no error of Stripe', async () => {
    await using sim = await start()
    await sim.faults({ api: { failBefore: 1, status: 404 } })
    const response = await fetch(`${sim.url}/v1/charges`)
    assert.deepEqual([response.status, response.headers.get('request-id'), response.headers.get('content-type')], [404, null, 'text/html'])
  })

  it('may hold back the answer until the webhooks have come', async () => {
    await using hook = await receiver()
    await using sim = await start({ webhooks: [hook.endpoint] })
    const { charge } = await sim.charge()
    await sim.faults({ api: { answerAfterMs: 600_000 } })
    const cut = new AbortController()
    const asked = fetch(`${sim.url}/v1/refunds`, {
      method: 'POST',
      body: new URLSearchParams({ charge }),
      headers: { authorization: 'Bearer sk_test_demo' },
      signal: cut.signal,
    })
    await until('refund.created', () => hook.types().includes('refund.created'))
    assert.equal((await sim.requests()).at(-1)?.outcome, 'under_way')
    cut.abort()
    await assert.rejects(asked)
  })

  it('can be aimed at one call and a number of times', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    await sim.faults({ api: { failBefore: 1, status: 500, method: 'POST', path: '/v1/refunds', times: 1 } })
    await stripe.refunds.list({ charge })
    await refusal(stripe.refunds.create({ charge, amount: 5 }))
    await stripe.refunds.create({ charge, amount: 5 })
  })

  it('repeat from their seed', async () => {
    const outcomes = async () => {
      await using sim = await start()
      const { charge } = await sim.charge()
      await sim.faults({ api: { failBefore: 0.5, status: 500 } })
      const seen: boolean[] = []
      for (let count = 0; count < 20; count += 1)
        seen.push(
          await sim
            .stripe()
            .refunds.create({ charge, amount: 1 })
            .then(
              () => true,
              () => false,
            ),
        )
      return seen
    }
    const [one, other] = [await outcomes(), await outcomes()]
    assert.deepEqual(one, other)
    assert.equal(new Set(one).size, 2)
  })

  it('of refunds decide what becomes of those made through the API', async () => {
    await using sim = await start()
    const { charge } = await sim.charge()
    await sim.faults({ refunds: { outcome: 'pending' } })
    const refund = await sim.stripe().refunds.create({ charge, amount: 5 })
    assert.deepEqual([refund.status, refund.pending_reason], ['pending', 'processing'])
  })

  it('drop webhooks for good, which stay listed as undelivered', async () => {
    await using hook = await receiver()
    await using sim = await start({ webhooks: [hook.endpoint] })
    await sim.faults({ webhooks: { drop: 1 } })
    await sim.charge()
    await sim.noFaults()
    await sim.charge()
    await until('the second charge', () => hook.events.length === 4)
    await until('all delivered', async () => (await sim.webhooks()).pending === 0)
    const stripe = sim.stripe()
    const lost = await stripe.events.list({ delivery_success: false, type: 'charge.succeeded' })
    const arrived = await stripe.events.list({ delivery_success: true, type: 'charge.succeeded' })
    assert.deepEqual([lost.data.length, arrived.data.length], [1, 1])
    const seen = new Set(hook.events.map(({ id }) => id))
    assert.equal(seen.has(lost.data[0]?.id ?? ''), false)
  })

  it('double webhooks, under the same id', async () => {
    await using hook = await receiver()
    await using sim = await start({ webhooks: [hook.endpoint] })
    await sim.faults({ webhooks: { duplicate: 1 } })
    await sim.charge()
    await until('every event twice', () => hook.events.length === 8)
    assert.equal(new Set(hook.events.map(({ id }) => id)).size, 4)
  })

  it('shuffle webhooks', async () => {
    await using hook = await receiver()
    await using sim = await start({ webhooks: [hook.endpoint] })
    await sim.faults({ webhooks: { shuffle: 1 } })
    const { charge } = await sim.charge()
    for (let count = 0; count < 6; count += 1) await sim.stripe().refunds.create({ charge, amount: 1 })
    await until('all events', () => hook.events.length === 16)
    const made = (await sim.stripe().events.list({ limit: 100 })).data.map(({ id }) => id).toReversed()
    assert.notDeepEqual(
      hook.events.map(({ id }) => id),
      made,
    )
  })

  it('may be about one payment: calls about its refunds are lost until it is answered again, whatever faults are replaced', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    const other = await sim.charge()
    await sim.ask('POST', `/_sim/charges/${charge}/silence`, { silent: true })
    await sim.noFaults()
    const create = (): Promise<unknown> => stripe.refunds.create({ charge, amount: 500 }, { idempotencyKey: 'one' })
    assert.equal((await refusal(create())).type, 'StripeConnectionError')
    assert.equal((await refusal(stripe.refunds.list({ charge }))).type, 'StripeConnectionError')
    assert.equal((await stripe.charges.retrieve(charge)).amount_refunded, 0)
    assert.equal((await stripe.refunds.create({ charge: other.charge, amount: 500 })).amount, 500)
    await sim.ask('POST', `/_sim/charges/${charge}/silence`, { silent: false })
    assert.equal((await stripe.refunds.list({ charge })).data.length, 0)
    await create()
    assert.equal((await stripe.refunds.list({ charge })).data.length, 1)
  })

  it('are checked: what makes no sense is refused and changes nothing', async () => {
    await using sim = await start()
    for (const settings of [{ api: { failBefore: 2 } }, { api: { status: 200 } }, { hooks: {} }, { webhooks: { delayMs: 1.5 } }]) {
      const { status, json } = await sim.ask('PUT', '/_sim/faults', settings)
      assert.equal(status, 400)
      assert.match(JSON.stringify(json), /error/)
    }
    assert.deepEqual((await sim.ask('GET', '/_sim/faults')).json, {})
  })
})
