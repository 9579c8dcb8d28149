import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { start } from './support.ts'

const told = async (sim: Awaited<ReturnType<typeof start>>) =>
  (await sim.stripe().events.list({ limit: 100 })).data.map(({ type }) => type).toReversed()

describe('A payment', () => {
  it('carries its invoice and its fee, which comes a moment after the success', async () => {
    await using sim = await start()
    const { charge, paymentIntent } = await sim.charge({ invoice: '1042' })
    const held = await sim.stripe().charges.retrieve(charge, { expand: ['balance_transaction'] })
    assert.deepEqual(
      [held.metadata['jeweltrak_invoice'], held.payment_intent, held.captured, held.amount_captured],
      ['1042', paymentIntent, true, 10_000],
    )
    assert.ok(typeof held.balance_transaction === 'object' && held.balance_transaction?.fee === 320)
    assert.deepEqual(await told(sim), ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded', 'charge.updated'])
    const [event] = (await sim.stripe().events.list({ type: 'charge.succeeded' })).data
    assert.ok(event?.type === 'charge.succeeded' && event.data.object.balance_transaction === null)
  })

  for (const [method, type] of [
    ['stripe_link', 'card'],
    ['stripe_terminal', 'card_present'],
    ['interac', 'interac_present'],
  ] as const) {
    it(`by ${method} is of type ${type}`, async () => {
      await using sim = await start()
      const { charge } = await sim.charge({ method, card: { brand: 'mastercard', last4: '5454' } })
      const details = (await sim.stripe().charges.retrieve(charge)).payment_method_details
      assert.deepEqual([details?.type, details?.[type]?.last4, details?.[type]?.brand], [type, '5454', 'mastercard'])
    })
  }

  it('that is captured in part releases the rest without a refund', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge, paymentIntent } = await sim.charge({ captured: false })
    assert.deepEqual(await stripe.charges.retrieve(charge).then((c) => [c.status, c.captured, c.amount_captured]), ['succeeded', false, 0])
    await stripe.paymentIntents.capture(paymentIntent, { amount_to_capture: 6000 })
    assert.deepEqual(await stripe.charges.retrieve(charge).then((c) => [c.amount, c.amount_captured, c.amount_refunded, c.refunded]), [
      10_000,
      6000,
      0,
      false,
    ])
    assert.equal((await stripe.refunds.list({ charge })).data.length, 0)
    const types = await told(sim)
    assert.ok(types.includes('charge.captured') && !types.includes('charge.refunded'))
    await stripe.refunds.create({ charge, amount: 6000 })
    assert.equal((await stripe.charges.retrieve(charge)).refunded, true)
  })

  it('that is captured several times is captured only after the last, and each capture sends an event', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge, paymentIntent } = await sim.charge({ captured: false })
    const shown = () => stripe.charges.retrieve(charge).then((c) => [c.captured, c.amount_captured])
    const first = await stripe.paymentIntents.capture(paymentIntent, { amount_to_capture: 3000, final_capture: false })
    assert.deepEqual([first.status, first.amount_capturable, first.amount_received], ['requires_capture', 7000, 3000])
    assert.deepEqual(await shown(), [false, 3000])
    await stripe.refunds.create({ charge, amount: 1000 })
    await stripe.paymentIntents.capture(paymentIntent, { amount_to_capture: 2000 })
    assert.deepEqual(await shown(), [true, 5000])
    assert.deepEqual(
      (await told(sim)).filter((type) => type.startsWith('charge.') && type !== 'charge.refunded'),
      ['charge.succeeded', 'charge.updated', 'charge.captured'],
    )
    await assert.rejects(stripe.refunds.create({ charge, amount: 4001 }), /greater than unrefunded amount/)
  })

  it('may be captured for more than was authorised where the control says so', async () => {
    await using sim = await start()
    const { charge } = await sim.charge({ captured: false })
    assert.equal((await sim.ask('POST', `/_sim/charges/${charge}/capture`, { amount: 11_000 })).status, 400)
    await sim.ask('POST', `/_sim/charges/${charge}/capture`, { amount: 11_000, over: true })
    assert.deepEqual(
      await sim
        .stripe()
        .charges.retrieve(charge)
        .then((c) => [c.amount, c.amount_captured]),
      [10_000, 11_000],
    )
  })

  it('that is captured in part by an older API lists the rest as a refund that moved no money', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge({ captured: false })
    await sim.ask('POST', `/_sim/charges/${charge}/capture`, { amount: 3000, asRefund: true })
    const { data } = await stripe.refunds.list({ charge })
    assert.deepEqual(
      data.map((refund) => [refund.amount, refund.status, refund.balance_transaction]),
      [[7000, 'succeeded', null]],
    )
    assert.deepEqual(await stripe.charges.retrieve(charge).then((c) => [c.amount_refunded, c.refunded]), [7000, false])
    await stripe.refunds.create({ charge, amount: 3000 })
    assert.deepEqual(await stripe.charges.retrieve(charge).then((c) => [c.amount_refunded, c.refunded]), [10_000, true])
  })

  it('that is released makes no refund', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge, paymentIntent } = await sim.charge({ captured: false })
    const intent = await stripe.paymentIntents.cancel(paymentIntent, { cancellation_reason: 'requested_by_customer' })
    assert.equal(intent.status, 'canceled')
    assert.deepEqual(await stripe.charges.retrieve(charge).then((c) => [c.captured, c.amount_captured, c.amount_refunded, c.refunded]), [
      false,
      0,
      0,
      false,
    ])
    assert.equal((await told(sim)).at(-1), 'payment_intent.canceled')
  })

  it('through Checkout names its invoice only on the session', async () => {
    await using sim = await start()
    const { charge, paymentIntent, session } = await sim.charge({ invoice: '7', via: 'checkout' })
    assert.deepEqual((await sim.stripe().charges.retrieve(charge)).metadata, {})
    const { data } = await sim.stripe().checkout.sessions.list({ payment_intent: paymentIntent })
    assert.deepEqual(
      data.map((one) => [one.id, one.client_reference_id, one.payment_status]),
      [[session, 'jeweltrak-7', 'paid']],
    )
    assert.equal((await told(sim)).includes('checkout.session.completed'), true)
  })

  it('by bank debit through a payment link is paid when the bank says so', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge, session } = await sim.charge({ via: 'payment_link', async: true })
    const before = await stripe.checkout.sessions.retrieve(session ?? '')
    assert.deepEqual([before.status, before.payment_status, typeof before.payment_link], ['complete', 'unpaid', 'string'])
    assert.deepEqual(await stripe.charges.retrieve(charge).then((c) => [c.status, c.captured]), ['pending', false])
    await sim.ask('POST', `/_sim/charges/${charge}/clear`, { status: 'succeeded' })
    assert.deepEqual(await stripe.charges.retrieve(charge).then((c) => [c.status, c.amount_captured]), ['succeeded', 10_000])
    assert.equal((await told(sim)).at(-1), 'checkout.session.async_payment_succeeded')
  })

  it('can carry its mark on the intent alone, or none', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const late = await sim.charge({ marks: 'payment_intent' })
    const foreign = await sim.charge({ marks: 'none' })
    const marks = async (made: { charge: string; paymentIntent: string }) => [
      (await stripe.charges.retrieve(made.charge)).metadata,
      (await stripe.paymentIntents.retrieve(made.paymentIntent)).metadata,
    ]
    assert.deepEqual(await marks(late), [{}, { jeweltrak_invoice: '1001' }])
    assert.deepEqual(await marks(foreign), [{}, {}])
  })

  it('is made through the API as a customer page would', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const made = await stripe.paymentIntents.create({
      amount: 2500,
      currency: 'eur',
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      metadata: { jeweltrak_invoice: '9' },
    })
    assert.equal(made.status, 'requires_payment_method')
    const paid = await stripe.paymentIntents.confirm(made.id, { payment_method: 'pm_card_visa', expand: ['latest_charge'] })
    assert.ok(typeof paid.latest_charge === 'object')
    assert.deepEqual(
      [paid.status, paid.latest_charge?.metadata['jeweltrak_invoice'], paid.latest_charge?.currency],
      ['succeeded', '9', 'eur'],
    )
  })

  it('is made at a Checkout page that the API made', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      client_reference_id: 'jeweltrak-12',
      line_items: [{ quantity: 2, price_data: { currency: 'usd', unit_amount: 700, product_data: { name: 'Ring' } } }],
    })
    assert.deepEqual([session.amount_total, session.payment_status], [1400, 'unpaid'])
    await sim.ask('POST', `/_sim/checkout/${session.id}/pay`, {})
    assert.equal((await stripe.checkout.sessions.retrieve(session.id)).payment_status, 'paid')
  })
})
