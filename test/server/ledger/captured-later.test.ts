import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { syncInvoice } from '../../../server/reconciliation/sync-invoice.ts'
import { HOST, openShop, type Shop } from '../../support/shop.ts'

test('A Checkout payment that only its session marks is recorded when it is captured days after it was authorized', async () => {
  await using shop = await openShop()
  const charge = await shop.stripe.pay('1001', 1_000, { via: 'checkout', captured: false })
  await shop.deliver()
  assert.deepEqual((await shop.tab()).payments, [], 'an authorization is no money')
  await shop.stripe.capture(charge, 600)
  await shop.deliver()
  assert.deepEqual(
    (await shop.tab()).payments.map((row) => [row.charge, row.amount]),
    [[charge, 600]],
  )
})

const rows = async (shop: Shop) => (await shop.tab()).payments.map(({ charge, refund, amount }) => [refund?.id ?? charge, amount])

describe('a charge that is captured several times', () => {
  test('is money from the first capture on, and grows with each, though Stripe calls it captured only after the last', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { captured: false })
    await shop.deliver()
    await shop.stripe.capture(charge, 300, { final: false })
    await shop.deliver()
    assert.deepEqual(await rows(shop), [[charge, 300]])
    assert.partialDeepStrictEqual((await shop.tab()).payments, [{ refundable: 300 }])
    await shop.stripe.capture(charge, 200, { final: false })
    await shop.stripe.capture(charge, 100)
    await shop.deliver()
    assert.deepEqual(await rows(shop), [[charge, 600]])
    assert.partialDeepStrictEqual((await shop.tab()).payments, [{ refundable: 600 }])
    assert.deepEqual(
      (await shop.audit()).filter(({ action }) => action.startsWith('stripe_payment_')).map(({ action, amount }) => [action, amount]),
      [
        ['stripe_payment_recorded', 300],
        ['stripe_payment_changed', 500],
        ['stripe_payment_changed', 600],
      ],
    )
  })

  test('ends as Stripe has it in whatever order its events come', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { captured: false })
    for (const [amount, final] of [
      [300, false],
      [200, false],
      [100, true],
    ] as const)
      await shop.stripe.capture(charge, amount, { final })
    await shop.deliver((await shop.stripe.newEvents()).toReversed())
    assert.deepEqual(await rows(shop), [[charge, 600]])
  })

  test('whose rest an older API releases as a refund has no row of it, though more was captured since it was recorded', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { captured: false })
    await shop.stripe.capture(charge, 300, { final: false })
    await shop.deliver()
    await shop.stripe.capture(charge, 200, { asRefund: true })
    const release = (await shop.stripe.refunds()).find((refund) => refund.charge === charge)
    const events = await shop.stripe.newEvents()
    const [any] = events
    assert.ok(any !== undefined)
    await shop.deliver([{ ...any, id: 'evt_release', type: 'refund.created', data: { object: { ...release } } }])
    assert.deepEqual(await rows(shop), [[charge, 500]])
    await shop.deliver(events)
    assert.deepEqual(await rows(shop), [[charge, 500]])
    assert.equal((await syncInvoice(shop.ctx, HOST, '1001')).matches, true)
  })

  test('shows no fee, as Stripe names only that of the last capture', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { captured: false })
    await shop.stripe.capture(charge, 300, { final: false })
    await shop.deliver()
    await syncInvoice(shop.ctx, HOST, '1001')
    assert.notEqual((await shop.tab()).payments[0]?.fee, null)
    await shop.stripe.capture(charge, 200)
    await shop.deliver()
    await syncInvoice(shop.ctx, HOST, '1001')
    assert.equal((await shop.tab()).payments[0]?.fee, null)
  })
})

test('A charge of which more was captured than authorized can be refunded whole', async () => {
  await using shop = await openShop()
  const charge = await shop.stripe.pay('1001', 1_000, { captured: false })
  await shop.stripe.capture(charge, 1_150, { over: true })
  await shop.deliver()
  const [row] = (await shop.tab()).payments
  assert.partialDeepStrictEqual(row, { amount: 1_150, refundable: 1_150 })
  assert.equal((await shop.refund(row?.id ?? '', 1_150)).status, 'succeeded')
  await shop.deliver()
  assert.equal((await syncInvoice(shop.ctx, HOST, '1001')).matches, true)
})

test('Of a charge that was captured in part, a refund is found though what was released makes up for it in Stripe’s sum', async () => {
  await using shop = await openShop()
  const charge = await shop.stripe.pay('1001', 1_000, { captured: false })
  await shop.stripe.capture(charge, 600, { asRefund: true })
  await shop.deliver()
  const [row] = (await shop.tab()).payments
  await shop.refund(row?.id ?? '', 400)
  await shop.stripe.newEvents()
  const refund = await shop.stripe.refund(charge, 100)
  const told = (await shop.stripe.newEvents()).filter(({ type }) => type === 'charge.refunded')
  // A payload of the version that counts the release: 400 released and 100 refunded, but not yet what was refunded before.
  await shop.deliver(told.map((event) => ({ ...event, data: { object: { ...event.data.object, amount_refunded: 400 } } })))
  assert.ok((await rows(shop)).some(([id]) => id === refund))
})
