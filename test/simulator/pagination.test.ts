import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { handClock, start } from './support.ts'

describe('Lists', () => {
  it('come newest first, ten at a time, and page both ways', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    const made: string[] = []
    for (let count = 0; count < 23; count += 1) made.unshift((await stripe.refunds.create({ charge, amount: 1 })).id)

    const first = await stripe.refunds.list({ charge })
    assert.deepEqual(
      first.data.map(({ id }) => id),
      made.slice(0, 10),
    )
    assert.equal(first.has_more, true)
    const second = await stripe.refunds.list({ charge, starting_after: made[9] ?? '', limit: 13 })
    assert.deepEqual(
      second.data.map(({ id }) => id),
      made.slice(10),
    )
    assert.equal(second.has_more, false)
    const back = await stripe.refunds.list({ charge, ending_before: made[10] ?? '', limit: 4 })
    assert.deepEqual(
      back.data.map(({ id }) => id),
      made.slice(6, 10),
    )
    assert.equal(back.has_more, true)
    const newest = await stripe.refunds.list({ charge, ending_before: made[2] ?? '' })
    assert.deepEqual([newest.data.length, newest.has_more], [2, false])
  })

  it('of charges are searched by their metadata, page by page, and by nothing else', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const query = 'metadata["order"]:"17"'
    const made: string[] = []
    for (let count = 0; count < 12; count += 1) made.unshift((await sim.charge({ metadata: { order: '17' } })).charge)
    await sim.charge({ metadata: { order: '170' } })
    const first = await stripe.charges.search({ query })
    assert.deepEqual([first.object, first.data.length, first.has_more], ['search_result', 10, true])
    const all = await stripe.charges.search({ query, limit: 5 }).autoPagingToArray({ limit: 100 })
    assert.deepEqual(
      all.map(({ id }) => id),
      made,
    )
    await assert.rejects(() => stripe.charges.search({ query: 'amount>100' }), /unable to parse your search query/)
  })

  it('are walked to the end by the SDK', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    for (let count = 0; count < 12; count += 1) await stripe.refunds.create({ charge, amount: 1 })
    const all = await stripe.refunds.list({ charge, limit: 5 }).autoPagingToArray({ limit: 100 })
    assert.equal(new Set(all.map(({ id }) => id)).size, 12)
  })

  it('filter by charge, payment intent and time', async () => {
    const clock = handClock()
    await using sim = await start({ clock: clock.now })
    const stripe = sim.stripe()
    const early = await sim.charge()
    await sim.refund({ charge: early.charge, amount: 1 })
    clock.hours(2)
    const between = Math.floor(clock.now().getTime() / 1000)
    const late = await sim.charge()
    await sim.refund({ charge: late.charge, amount: 1 })
    await sim.dispute({ charge: late.charge })

    const charges = async (list: Promise<{ data: { charge?: unknown }[] }>) => (await list).data.map(({ charge }) => charge)
    assert.deepEqual(await charges(stripe.refunds.list({ charge: early.charge })), [early.charge])
    assert.deepEqual(await charges(stripe.refunds.list({ payment_intent: late.paymentIntent })), [late.charge])
    assert.deepEqual(await charges(stripe.refunds.list({ created: { gte: between } })), [late.charge])
    assert.deepEqual(await charges(stripe.refunds.list({ created: { lt: between } })), [early.charge])
    assert.deepEqual(await charges(stripe.disputes.list({ payment_intent: early.paymentIntent })), [])
    assert.deepEqual(
      (await stripe.charges.list({ payment_intent: early.paymentIntent })).data.map(({ id }) => id),
      [early.charge],
    )
    assert.deepEqual(
      (await stripe.charges.list({ created: between })).data.map(({ id }) => id),
      [late.charge],
    )
  })

  it('expand their members', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge, paymentIntent } = await sim.charge()
    await sim.refund({ charge, amount: 100 })
    const { data } = await stripe.refunds.list({ charge, expand: ['data.charge.payment_intent', 'data.balance_transaction'] })
    const [refund] = data
    assert.ok(typeof refund?.charge === 'object' && typeof refund.charge?.payment_intent === 'object')
    assert.equal(refund.charge.payment_intent?.id, paymentIntent)
    assert.ok(typeof refund.balance_transaction === 'object')
    assert.equal(refund.balance_transaction?.amount, -100)
  })
})
