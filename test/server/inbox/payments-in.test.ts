import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { claimAndRecord } from '../../../server/sync/claim.ts'
import { syncInvoice } from '../../../server/reconciliation/sync-invoice.ts'
import { balanceIn } from '../../support/balance-currency.ts'
import { HOST, openShop } from '../../support/shop.ts'

describe('a payment in', () => {
  const ways: [string, object, string][] = [
    ['by a payment intent', {}, 'stripe_link'],
    ['whose mark stands on the payment intent only', { marks: 'payment_intent' }, 'stripe_link'],
    ['by Checkout', { via: 'checkout' }, 'stripe_link'],
    ['by a Payment Link', { via: 'payment_link' }, 'stripe_link'],
    ['by Checkout whose session is marked', { via: 'checkout', marks: 'session' }, 'stripe_link'],
    ['by a Payment Link that is marked itself', { via: 'payment_link', marks: 'session' }, 'stripe_link'],
    ['by a Payment Link with the other form of reference', { via: 'payment_link', reference: 'jeweltrak_1001' }, 'stripe_link'],
    ['at a reader', { method: 'stripe_terminal' }, 'stripe_terminal'],
    ['by Interac', { method: 'interac' }, 'stripe_terminal'],
  ]
  for (const [name, options, method] of ways) {
    test(`${name} records itself once, from events in either order`, async () => {
      await using shop = await openShop()
      const one = await shop.stripe.pay('1001', 1_000, { ...options })
      await shop.deliver()
      const other = await shop.stripe.pay('1001', 500, { ...options })
      await shop.deliver((await shop.stripe.newEvents()).toReversed())
      const { payments, invoice } = await shop.tab()
      assert.deepEqual(
        payments.map((row) => [row.charge, row.amount, row.method, row.status]).toSorted(),
        [
          [one, 1_000, method, 'succeeded'],
          [other, 500, method, 'succeeded'],
        ].toSorted(),
      )
      assert.equal(invoice.paid, 1_500)
      assert.equal((await shop.audit()).filter((entry) => entry.action === 'stripe_payment_recorded').length, 2)
    })
  }

  test('that only waits for the bank is no money yet, and is once the bank has paid', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { via: 'checkout', async: true })
    await shop.deliver()
    assert.deepEqual((await shop.tab()).payments, [])
    await shop.stripe.clear(charge, 'succeeded')
    await shop.deliver()
    assert.equal((await shop.tab()).invoice.paid, 1_000)
  })

  test('that was declined is none', async () => {
    await using shop = await openShop()
    await shop.stripe.pay('1001', 1_000, { declined: true })
    await shop.deliver()
    assert.deepEqual((await shop.tab()).payments, [])
  })

  test('has Stripe’s own time, and its fee once that is read from Stripe', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000, { createdAt: '2026-03-01T10:00:00Z' })
    assert.partialDeepStrictEqual(await shop.row(payment), { recordedAt: '2026-03-01T10:00:00.000Z', fee: null })
    await syncInvoice(shop.ctx, HOST, '1001')
    assert.partialDeepStrictEqual((await shop.row(payment)).fee, { amount: 59, currency: 'usd' })
  })

  test('has its fee in the currency of the balance, which need not be the charge’s', async () => {
    await using shop = await openShop({ fetch: balanceIn('usd', { out: 1.1, in: 1.1 }) })
    await shop.put('1002', { currency: 'eur' })
    const { payment } = await shop.paid(10_000, { invoice: '1002', currency: 'eur' })
    await syncInvoice(shop.ctx, HOST, '1002')
    assert.partialDeepStrictEqual(await shop.row(payment, '1002'), { currency: 'eur', fee: { amount: 352, currency: 'usd' } })
  })
})

describe('an authorisation', () => {
  test('is no money until it is captured, and then as much as was captured', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { captured: false })
    await shop.deliver()
    assert.deepEqual((await shop.tab()).payments, [])
    await shop.stripe.capture(charge, 600)
    await shop.deliver()
    assert.deepEqual(
      (await shop.tab()).payments.map((row) => [row.amount, row.refundable]),
      [[600, 600]],
    )
    assert.partialDeepStrictEqual(await syncInvoice(shop.ctx, HOST, '1001'), { matches: true, difference: 0, recorded: 0 })
  })

  test('whose rest was released counts what is refunded of it like any other, by Stripe’s list: its sum may hold what was released', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { captured: false })
    await shop.stripe.capture(charge, 600)
    await shop.deliver()
    await shop.stripe.newRequests()
    for (const amount of [400, 150]) {
      await shop.stripe.refund(charge, amount)
      await shop.deliver()
    }
    const listed = (await shop.stripe.newRequests()).filter(({ path }) => path === '/v1/refunds')
    assert.equal(listed.length, 2)
    assert.partialDeepStrictEqual((await shop.tab()).invoice, { paid: 50 })
  })

  test('refunded before it was held brings its refunds, also where they are less than what was released', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { captured: false })
    await shop.stripe.capture(charge, 600)
    await shop.stripe.refund(charge, 300)
    await shop.deliver((await shop.stripe.newEvents()).filter((event) => event.type === 'charge.refunded'))
    assert.partialDeepStrictEqual((await shop.tab()).invoice, { paid: 300 })
  })

  test('of an older API, whose release is listed as a refund, gets no row for it', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { captured: false })
    await shop.stripe.capture(charge, 600)
    const events = await shop.stripe.newEvents()
    await shop.deliver(events)
    const captured = events.find((event) => event.type === 'charge.captured')
    assert.ok(captured !== undefined)
    const release = {
      id: 're_release',
      object: 'refund',
      amount: 400,
      currency: 'usd',
      charge,
      created: 1_700_000_000,
      status: 'succeeded',
      balance_transaction: null,
      metadata: {},
    }
    await shop.deliver([
      { ...captured, id: 'evt_old_1', type: 'charge.refunded', data: { object: { ...captured.data.object, amount_refunded: 400 } } },
      { ...captured, id: 'evt_old_2', type: 'refund.created', data: { object: release } },
    ])
    assert.deepEqual(
      (await shop.tab()).payments.map((row) => row.amount),
      [600],
    )
    assert.deepEqual(shop.logged, [])
  })

  test('of which more is captured than was known calls no person for what was refunded of it', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { captured: false })
    await shop.stripe.capture(charge, 900)
    await shop.deliver()
    await shop.db.updateTable('charges').set({ captured: 300 }).execute()
    await shop.stripe.refund(charge, 400)
    await shop.deliver((await shop.stripe.newEvents()).filter((event) => event.type === 'refund.created'))
    assert.deepEqual(
      (await shop.tab()).attention.map(({ code }) => code),
      ['over_refunded'],
    )
    const facts = await shop.ctx.gateway.getCharge(null, charge)
    assert.ok(facts !== null)
    await claimAndRecord(shop.ctx, { store: 'default', account: null }, facts)
    assert.deepEqual((await shop.tab()).attention, [])
  })

  test('captured twice at once keeps the larger sum, whichever is recorded last', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 10_000, { captured: false })
    await shop.stripe.capture(charge, 100)
    await shop.deliver()
    const facts = await shop.ctx.gateway.getCharge(null, charge)
    assert.ok(facts !== null)
    const sums = [300, 900, 200, 800, 500, 700, 400, 600]
    await Promise.all(sums.map((captured) => claimAndRecord(shop.ctx, { store: 'default', account: null }, { ...facts, captured })))
    const { payments, invoice } = await shop.tab()
    assert.deepEqual([payments[0]?.amount, payments[0]?.refundable, invoice.paid], [900, 900, 900])
  })
})
