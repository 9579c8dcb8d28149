import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Started, start } from './support.ts'

const sessionOf = async (sim: Started, wanted: object) =>
  sim.stripe().checkout.sessions.retrieve((await sim.charge({ via: 'payment_link', ...wanted })).session ?? '')

describe('A payment link', () => {
  for (const reference of ['jeweltrak-1001', 'jeweltrak_1001', 'A-z_09', 'x'.repeat(200)]) {
    it(`keeps the reference ${reference.slice(0, 20)} of ${reference.length} characters in its address`, async () => {
      await using sim = await start()
      assert.equal((await sessionOf(sim, { reference })).client_reference_id, reference)
    })
  }

  for (const reference of ['jeweltrak:1001', 'jeweltrak-10.01', 'jeweltrak 1001', 'jeweltrak-é', 'x'.repeat(201)]) {
    it(`drops the whole reference ${reference.slice(0, 20)} of ${reference.length} characters, and the customer pays all the same`, async () => {
      await using sim = await start()
      const session = await sessionOf(sim, { reference })
      assert.deepEqual([session.client_reference_id, session.payment_status], [null, 'paid'])
    })
  }

  it('names its invoice in its reference unless told otherwise', async () => {
    await using sim = await start()
    assert.equal((await sessionOf(sim, { invoice: 'R-7_a' })).client_reference_id, 'jeweltrak-R-7_a')
    assert.equal((await sessionOf(sim, { invoice: 'R.7' })).client_reference_id, null, 'a point is dropped')
    assert.equal((await sessionOf(sim, { marks: 'none' })).client_reference_id, null)
  })

  it('copies its own metadata to the session, and not to the payment', async () => {
    await using sim = await start()
    const { charge, paymentIntent, session = '' } = await sim.charge({ invoice: 'R.7', via: 'payment_link', marks: 'session' })
    const stripe = sim.stripe()
    const held = await stripe.checkout.sessions.retrieve(session)
    assert.deepEqual([held.metadata, held.client_reference_id], [{ jeweltrak_invoice: 'R.7' }, null])
    assert.deepEqual((await stripe.charges.retrieve(charge)).metadata, {})
    assert.deepEqual((await stripe.paymentIntents.retrieve(paymentIntent)).metadata, {})
  })

  it('may carry metadata and a reference that say different things', async () => {
    await using sim = await start()
    const held = await sessionOf(sim, { invoice: '7', marks: 'session', reference: 'jeweltrak-8' })
    assert.deepEqual([held.metadata, held.client_reference_id], [{ jeweltrak_invoice: '7' }, 'jeweltrak-8'])
  })
})

describe('A Checkout session', () => {
  it('takes any reference of at most 200 characters', async () => {
    await using sim = await start()
    const reference = 'jeweltrak:10.01 é'
    assert.equal((await sessionOf(sim, { via: 'checkout', reference })).client_reference_id, reference)
    assert.equal(
      (await sim.ask('POST', '/_sim/charges', { invoice: '1', amount: 1, via: 'checkout', reference: 'x'.repeat(201) })).status,
      400,
    )
  })

  it('is needed for a mark that stands on a session', async () => {
    await using sim = await start()
    for (const wanted of [{ marks: 'session' }, { marks: 'reference' }, { reference: 'jeweltrak-1' }]) {
      const { status, json } = await sim.ask('POST', '/_sim/charges', { invoice: '1', amount: 1, ...wanted })
      assert.deepEqual([status, json], [400, { error: 'A mark on a session needs via "checkout" or "payment_link".' }])
    }
  })

  it('that the API made gives payment_intent_data’s metadata to the payment, and keeps its own', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      metadata: { of: 'session' },
      payment_intent_data: { metadata: { of: 'payment' }, description: 'A ring' },
      line_items: [{ quantity: 1, price_data: { currency: 'usd', unit_amount: 700, product_data: { name: 'Ring' } } }],
    })
    assert.deepEqual(session.metadata, { of: 'session' })
    await sim.ask('POST', `/_sim/checkout/${session.id}/pay`, {})
    const [intent] = (await stripe.paymentIntents.list({ expand: ['data.latest_charge'] })).data
    const charge = intent?.latest_charge
    assert.deepEqual([intent?.metadata, intent?.description], [{ of: 'payment' }, 'A ring'])
    assert.deepEqual(typeof charge === 'object' ? charge?.metadata : charge, { of: 'payment' })
  })
})
