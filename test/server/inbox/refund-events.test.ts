import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openShop } from '../../support/shop.ts'

describe('a refund made in Stripe’s dashboard', () => {
  test('has the same row, balance and audit entry as one made here, with nobody acting', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(10_000)
    const refund = await shop.stripe.refund(charge, 2_500, { reason: 'duplicate' })
    await shop.deliver()
    const row = (await shop.tab()).payments.find((one) => one.refund?.id === refund)
    assert.partialDeepStrictEqual(row, {
      method: 'stripe_refund',
      amount: -2_500,
      status: 'succeeded',
      charge,
      recordedBy: { name: null, via: 'stripe_dashboard' },
      refund: { original: payment, reason: 'duplicate' },
    })
    assert.equal((await shop.tab()).invoice.paid, 7_500)
    assert.partialDeepStrictEqual((await shop.audit()).slice(2), [
      {
        action: 'stripe_refund_recorded',
        actor: { name: null, via: 'stripe_dashboard' },
        payment: row?.id,
        refund,
        amount: -2_500,
        data: { foundBy: 'webhook' },
      },
    ])
  })

  test('is recorded from charge.refunded alone, by asking Stripe for the list', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    await shop.stripe.refund(charge, 300)
    await shop.stripe.refund(charge, 200)
    const events = await shop.stripe.newEvents()
    await shop.stripe.newRequests()
    await shop.deliver(events.filter((event) => event.type === 'charge.refunded').slice(0, 1))
    assert.equal((await shop.stripe.newRequests()).filter(({ path }) => path === '/v1/refunds').length, 1)
    assert.equal((await shop.tab()).invoice.paid, 500)
    await shop.deliver(events)
    assert.deepEqual(await shop.stripe.newRequests(), [], 'the others only confirm it, but the older sum')
    assert.equal((await shop.tab()).payments.length, 3)
  })

  for (const first of ['charge.refunded', 'refund.created']) {
    test(`is recorded by ${first} alone for a Checkout payment of which no event had come`, async () => {
      await using shop = await openShop()
      const charge = await shop.stripe.pay('1001', 1_000, { via: 'checkout', marks: 'reference' })
      await shop.stripe.newEvents()
      await shop.stripe.refund(charge, 300)
      await shop.deliver((await shop.stripe.newEvents()).filter((event) => event.type === first))
      assert.deepEqual(
        (await shop.tab()).payments.map(({ amount }) => amount),
        [1_000, -300],
      )
    })
  }

  test('costs no call to Stripe when the events come in their order', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await shop.stripe.newRequests()
    await shop.stripe.refund(charge, 300)
    await shop.deliver()
    await shop.refund(payment, 100)
    await shop.deliver()
    assert.deepEqual(
      (await shop.stripe.newRequests()).map(({ method, path }) => `${method} ${path}`),
      ['POST /v1/refunds'],
    )
  })

  test('of a charge whose own event was lost brings the charge along', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000)
    await shop.stripe.refund(charge, 300)
    const events = await shop.stripe.newEvents()
    await shop.deliver(events.filter((event) => event.type === 'refund.created'))
    assert.equal((await shop.tab()).invoice.paid, 700)
    await shop.deliver(events)
    assert.equal((await shop.tab()).payments.length, 2)
  })

  test('of no charge at all is none of ours, and no trouble', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    await shop.stripe.refund(charge, 300)
    const created = (await shop.stripe.newEvents()).find((event) => event.type === 'refund.created')
    assert.ok(created !== undefined)
    await shop.deliver([{ ...created, data: { object: { ...created.data.object, charge: null, payment_intent: null } } }])
    assert.deepEqual(shop.logged, [])
    assert.equal((await shop.tab()).payments.length, 1)
  })
})

describe('a refund’s life', () => {
  test('goes on here as at Stripe: pending with a reason, succeeded with the bank’s reference, failed and no longer counted', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    await shop.stripe.faults({ refunds: { outcome: 'pending' } })
    const { id, refund } = await shop.refund(payment, 400)
    const stripeId = refund?.id ?? ''
    const now = async () => ({
      row: await shop.row(id),
      paid: (await shop.tab()).invoice.paid,
      refundable: (await shop.row(payment)).refundable,
    })
    assert.partialDeepStrictEqual(await now(), {
      row: { status: 'pending', refund: { pendingReason: 'processing' } },
      paid: 600,
      refundable: 600,
    })

    await shop.stripe.moveRefund(stripeId, { pendingReason: 'insufficient_funds' })
    await shop.deliver()
    assert.partialDeepStrictEqual(await now(), { row: { status: 'pending' }, paid: 600 })

    await shop.stripe.moveRefund(stripeId, { status: 'succeeded', reference: '7451' })
    await shop.deliver()
    assert.partialDeepStrictEqual(await now(), {
      row: { status: 'succeeded', refund: { pendingReason: null, reference: { value: '7451', status: 'available' } } },
      paid: 600,
    })

    await shop.stripe.moveRefund(stripeId, { status: 'failed', failureReason: 'lost_or_stolen_card' })
    await shop.deliver()
    assert.partialDeepStrictEqual(await now(), {
      row: { status: 'failed', amount: -400, refund: { failureReason: 'lost_or_stolen_card', reference: { value: '7451' } } },
      paid: 1_000,
      refundable: 1_000,
    })

    const entries = (await shop.audit()).slice(2)
    assert.deepEqual(entries.filter((entry) => entry.action === 'stripe_refund_recorded').length, 1)
    const changes = entries.filter((entry) => entry.action === 'stripe_refund_changed')
    assert.partialDeepStrictEqual(changes.at(-1), {
      payment: id,
      refund: stripeId,
      actor: { name: null, via: 'stripe' },
      data: { from: 'succeeded', to: 'failed' },
    })
    await shop.refund(payment, 1_000)
  })

  test('canceled gives the money back to the charge', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    const refund = await shop.stripe.refund(charge, 400, { outcome: 'requires_action' })
    await shop.deliver()
    assert.equal((await shop.tab()).invoice.paid, 600)
    assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 600, refunded: 0 })
    await shop.stripe.moveRefund(refund, { status: 'canceled' })
    await shop.deliver()
    assert.equal((await shop.tab()).payments.find((row) => row.refund?.id === refund)?.status, 'canceled')
    assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 1_000 })
  })

  test('a move between two statuses of one rank is read from Stripe, and again where that fails', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    const refund = await shop.stripe.refund(charge, 400, { outcome: 'pending' })
    const [created] = await shop.stripe.newEvents()
    assert.ok(created !== undefined)
    await shop.stripe.moveRefund(refund, { status: 'requires_action' })
    await shop.deliver()
    await shop.stripe.newRequests()
    await shop.stripe.faults({ api: { failBefore: 1, status: 500 } })
    await shop.deliver([created])
    const status = async () => (await shop.tab()).payments.find((row) => row.refund?.id === refund)?.status
    assert.equal(await status(), 'requires_action', 'the older news does not win')
    const [retry] = await shop.waiting()
    assert.equal(retry?.key, `event ${created.id}`)
    await shop.stripe.faults({})
    await shop.pass(2)
    assert.deepEqual(
      (await shop.stripe.newRequests()).map(({ path }) => path),
      [`/v1/refunds/${refund}`, `/v1/refunds/${refund}`],
    )
    assert.equal(await status(), 'requires_action')
    assert.deepEqual(await shop.waiting(), [])
  })
})

test('a request that no longer fits beside a refund of the dashboard needs no person: nothing more has left than came in', async () => {
  await using shop = await openShop()
  const { charge, payment } = await shop.paid(1_000)
  await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 500 } })
  await shop.refund(payment, 800)
  await shop.stripe.refund(charge, 900)
  await shop.deliver()
  assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 0, blockedBy: 'refund_pending' })
  assert.deepEqual((await shop.tab()).attention, [])
})

test('more refunded and lost than was captured is nothing refundable, needs a person, and no more once a refund failed', async () => {
  await using shop = await openShop()
  const { charge, payment } = await shop.paid(1_000)
  const refund = await shop.stripe.refund(charge, 800)
  const dispute = await shop.stripe.dispute(charge, { amount: 300 })
  await shop.stripe.moveDispute(dispute, { status: 'lost' })
  await shop.deliver()
  assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 0, blockedBy: 'dispute_lost' })
  assert.partialDeepStrictEqual((await shop.tab()).attention, [{ code: 'over_refunded', charge, payment: null }])
  await shop.stripe.moveRefund(refund, { status: 'failed' })
  await shop.deliver()
  assert.deepEqual((await shop.tab()).attention, [])
})
