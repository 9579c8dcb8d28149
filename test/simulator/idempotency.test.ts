import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { handClock, refusal, start } from './support.ts'

describe('Idempotency keys', () => {
  it('replay the stored answer and act once', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    const first = await stripe.refunds.create({ charge, amount: 1000 }, { idempotencyKey: 'one' })
    const again = await stripe.refunds.create({ charge, amount: 1000 }, { idempotencyKey: 'one' })
    assert.equal(again.id, first.id)
    assert.equal(again.lastResponse.headers['idempotent-replayed'], 'true')
    assert.equal(first.lastResponse.headers['idempotent-replayed'], undefined)
    const { data } = await stripe.refunds.list({ charge })
    assert.equal(data.length, 1)
  })

  it('replay a refusal too, even after what caused it is gone', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    const { id } = await stripe.refunds.create({ charge })
    const first = await refusal(stripe.refunds.create({ charge, amount: 1 }, { idempotencyKey: 'late' }))
    assert.equal(first.code, 'charge_already_refunded')
    await sim.changeRefund(id, { status: 'failed' })
    const again = await refusal(stripe.refunds.create({ charge, amount: 1 }, { idempotencyKey: 'late' }))
    assert.equal(again.code, 'charge_already_refunded')
    assert.equal(again.headers?.['idempotent-replayed'], 'true')
  })

  for (const [fault, refunds] of [
    ['crashBefore', 0],
    ['crashAfter', 1],
  ] as const) {
    it(`replay a 500 that ${refunds === 0 ? 'did not act' : 'acted'}`, async () => {
      await using sim = await start()
      const stripe = sim.stripe()
      const { charge } = await sim.charge()
      await sim.faults({ api: { [fault]: 1 } })
      const first = await refusal(stripe.refunds.create({ charge, amount: 700 }, { idempotencyKey: 'crash' }))
      await sim.noFaults()
      const again = await refusal(stripe.refunds.create({ charge, amount: 700 }, { idempotencyKey: 'crash' }))
      assert.deepEqual([first.statusCode, again.statusCode], [500, 500])
      assert.equal(again.headers?.['idempotent-replayed'], 'true')
      assert.equal((await stripe.refunds.list({ charge })).data.length, refunds)
    })
  }

  it('refuse other parameters and other endpoints', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    const { id } = await stripe.refunds.create({ charge, amount: 1000, metadata: { a: '1' } }, { idempotencyKey: 'one' })
    await stripe.refunds.update(id, { metadata: { a: '1' } }, { idempotencyKey: 'two' })
    const calls = [
      stripe.refunds.create({ charge, amount: 1001, metadata: { a: '1' } }, { idempotencyKey: 'one' }),
      stripe.refunds.create({ charge, amount: 1000, metadata: { a: '2' } }, { idempotencyKey: 'one' }),
      stripe.charges.update(charge, { metadata: { a: '1' } }, { idempotencyKey: 'two' }),
    ]
    for (const call of calls) {
      const error = await refusal(call)
      assert.deepEqual([error.statusCode, error.rawType], [400, 'idempotency_error'])
    }
  })

  it('take parameters in any order as the same', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    const first = await stripe.refunds.create({ charge, amount: 5, metadata: { a: '1', b: '2' } }, { idempotencyKey: 'one' })
    const again = await stripe.refunds.create({ metadata: { b: '2', a: '1' }, amount: 5, charge }, { idempotencyKey: 'one' })
    assert.equal(again.id, first.id)
  })

  it('answer 409 while the first request is in flight', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    await sim.faults({ api: { latencyMs: 200 } })
    const calls = await Promise.allSettled([
      stripe.refunds.create({ charge, amount: 1000 }, { idempotencyKey: 'same' }),
      stripe.refunds.create({ charge, amount: 1000 }, { idempotencyKey: 'same' }),
    ])
    assert.deepEqual(calls.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
    const refused = calls.find((call) => call.status === 'rejected')
    assert.deepEqual([refused?.reason.statusCode, refused?.reason.code], [409, 'idempotency_key_in_use'])
    await sim.noFaults()
    const replay = await stripe.refunds.create({ charge, amount: 1000 }, { idempotencyKey: 'same' })
    assert.equal(replay.lastResponse.headers['idempotent-replayed'], 'true')
  })

  it('store nothing when the parameters were invalid', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    const error = await refusal(stripe.refunds.create({ charge, amount: 0 }, { idempotencyKey: 'one' }))
    assert.equal(error.code, 'parameter_invalid_integer')
    const { amount } = await stripe.refunds.create({ charge, amount: 10 }, { idempotencyKey: 'one' })
    assert.equal(amount, 10)
  })

  it('store nothing when the request ran into another one about the same charge', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    await sim.faults({ api: { latencyMs: 200 } })
    const calls = await Promise.allSettled(
      ['a', 'b'].map((key) => stripe.refunds.create({ charge, amount: 1000 }, { idempotencyKey: key })),
    )
    const refused = calls.find((call) => call.status === 'rejected')
    assert.deepEqual([refused?.reason.statusCode, refused?.reason.code], [429, 'lock_timeout'])
    await sim.noFaults()
    const late = calls[0]?.status === 'rejected' ? 'a' : 'b'
    const retried = await stripe.refunds.create({ charge, amount: 1000 }, { idempotencyKey: late })
    assert.equal(retried.lastResponse.headers['idempotent-replayed'], undefined)
  })

  it('belong to one account', async () => {
    await using sim = await start({ accounts: [{ id: 'acct_platform' }, { id: 'acct_store' }] })
    const here = await sim.charge()
    const there = await sim.charge({ store: 'acct_store' })
    await sim.stripe().refunds.create({ charge: here.charge }, { idempotencyKey: 'one' })
    const refund = await sim.stripe('acct_store').refunds.create({ charge: there.charge }, { idempotencyKey: 'one' })
    assert.equal(refund.charge, there.charge)
  })

  it('are kept for 24 hours and then forgotten', async () => {
    const clock = handClock()
    await using sim = await start({ clock: clock.now })
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    const create = () => stripe.refunds.create({ charge, amount: 1000 }, { idempotencyKey: 'old' })
    const first = await create()
    clock.hours(23.9)
    assert.equal((await create()).id, first.id)
    clock.hours(0.1)
    assert.notEqual((await create()).id, first.id)
  })
})
