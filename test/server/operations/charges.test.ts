import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findDueWork } from '../../../server/operations/find-due-work.ts'
import { importPayment } from '../../../server/operations/import-payment.ts'
import { recordCharge } from '../../../server/operations/record-charge.ts'
import { recordPayment } from '../../../server/operations/record-payment.ts'
import { syncInvoice } from '../../../server/operations/sync-invoice.ts'
import { addStore } from '../../../server/operations/add-store.ts'
import { HOST, openShop, refusalOf, type Shop } from '../../support/services.ts'

async function stateOf(shop: Shop, charge: string): Promise<string | undefined> {
  return (await shop.db.selectFrom('charges').select('state').where('id', '=', charge).executeTakeFirst())?.state
}

describe('a payment in', () => {
  const ways: [string, object, string][] = [
    ['by a payment intent', {}, 'stripe_link'],
    ['whose mark stands on the payment intent only', { marks: 'payment_intent' }, 'stripe_link'],
    ['by Checkout', { via: 'checkout' }, 'stripe_link'],
    ['by a Payment Link', { via: 'payment_link' }, 'stripe_link'],
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
    await shop.stripe.settle(charge, 'succeeded')
    await shop.deliver()
    assert.equal((await shop.tab()).invoice.paid, 1_000)
  })

  test('that was declined is none', async () => {
    await using shop = await openShop()
    await shop.stripe.pay('1001', 1_000, { declined: true })
    await shop.deliver()
    assert.deepEqual((await shop.tab()).payments, [])
  })

  test('has Stripe’s own time, and its fee once Stripe is asked', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000, { createdAt: '2026-03-01T10:00:00Z' })
    assert.partialDeepStrictEqual(await shop.row(payment), { recordedAt: '2026-03-01T10:00:00.000Z', fee: null })
    await syncInvoice(shop.s, HOST, '1001')
    assert.ok(((await shop.row(payment)).fee ?? 0) > 0)
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
    assert.partialDeepStrictEqual(await syncInvoice(shop.s, HOST, '1001'), { matches: true, difference: 0, recorded: 0 })
  })

  test('whose rest was released counts what is refunded of it like any other, without asking Stripe each time', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { captured: false })
    await shop.stripe.capture(charge, 600)
    await shop.deliver()
    await shop.stripe.newRequests()
    for (const amount of [400, 150]) {
      await shop.stripe.refund(charge, amount)
      await shop.deliver()
    }
    assert.deepEqual(await shop.stripe.newRequests(), [])
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

  test('captured twice at once keeps the larger sum, whichever is recorded last', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 10_000, { captured: false })
    await shop.stripe.capture(charge, 100)
    await shop.deliver()
    const facts = await shop.s.stripe.getCharge(null, charge)
    assert.ok(facts !== null)
    const sums = [300, 900, 200, 800, 500, 700, 400, 600]
    await Promise.all(sums.map((captured) => recordCharge(shop.s, 'default', null, { ...facts, captured })))
    const { payments, invoice } = await shop.tab()
    assert.deepEqual([payments[0]?.amount, payments[0]?.refundable, invoice.paid], [900, 900, 900])
  })
})

describe('a charge that names an invoice which is not known', () => {
  test('waits, and is applied when the invoice appears, with the refunds and disputes made meanwhile', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('2001', 1_000)
    await shop.stripe.refund(charge, 100)
    await shop.deliver()
    const refund = await shop.stripe.refund(charge, 200, { outcome: 'pending' })
    await shop.stripe.dispute(charge, { amount: 50, inquiry: true })
    await shop.deliver()
    assert.equal(await stateOf(shop, charge), 'unmatched')
    await shop.put('2001', { total: 1_000 })
    const tab = await shop.tab('2001')
    assert.deepEqual(
      tab.payments.map((row) => [row.amount, row.status]).toSorted(),
      [
        [-100, 'succeeded'],
        [-200, 'pending'],
        [1_000, 'succeeded'],
      ].toSorted(),
    )
    assert.deepEqual([tab.invoice.paid, tab.invoice.balance, tab.disputes.length], [700, 300, 1])
    const original = tab.payments.find((row) => row.amount === 1_000)
    assert.ok(tab.payments.every((row) => row.refund === null || row.refund.original === original?.id))
    const actions = (await shop.audit('2001')).map((entry) => entry.action)
    assert.deepEqual(actions.toSorted(), [
      'dispute_opened',
      'invoice_changed',
      'stripe_payment_recorded',
      'stripe_refund_recorded',
      'stripe_refund_recorded',
    ])
    await shop.stripe.moveRefund(refund, { status: 'succeeded' })
    await shop.deliver()
    assert.equal((await shop.tab('2001')).payments.find((row) => row.amount === -200)?.status, 'succeeded')
  })

  test('finds it also when both come at the same moment', async () => {
    await using shop = await openShop()
    for (let turn = 0; turn < 12; turn += 1) {
      const invoice = `30${turn}`
      const charge = await shop.stripe.pay(invoice, 1_000)
      await shop.stripe.refund(charge, 100)
      const events = await shop.stripe.newEvents()
      for (const event of events) await shop.accept(event)
      await Promise.all([shop.work(), shop.put(invoice), shop.work()])
      assert.equal((await shop.tab(invoice)).invoice.paid, 900, `invoice ${invoice}`)
    }
  })
})

describe('a charge without our marks', () => {
  test('is foreign: never shown, and Stripe is not asked about it again and again', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { marks: 'none' })
    await shop.stripe.refund(charge, 100)
    await shop.deliver()
    await shop.deliver((await shop.stripe.refund(charge, 100), await shop.stripe.newEvents()))
    assert.equal(await stateOf(shop, charge), 'foreign')
    assert.deepEqual((await shop.tab()).payments, [])
    assert.deepEqual((await findDueWork(shop.s)).charges, [])
    const asked = (await shop.stripe.newRequests()).map(({ path }) => path)
    assert.deepEqual(
      asked.filter((path) => path === '/v1/refunds' || path === '/v1/disputes'),
      [],
    )
    await shop.stripe.dispute(charge)
    await shop.deliver()
    assert.deepEqual(
      (await shop.stripe.newRequests()).map(({ path }) => path),
      [],
    )
  })

  test('is claimed by a checkout session that comes later, with its refunds and disputes', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { via: 'checkout' })
    await shop.stripe.refund(charge, 300)
    await shop.stripe.dispute(charge, { inquiry: true })
    const events = await shop.stripe.newEvents()
    const sessions = events.filter((event) => event.type.startsWith('checkout.'))
    await shop.deliver(events.filter((event) => !event.type.startsWith('checkout.') && !event.type.startsWith('charge.dispute')))
    await shop.deliver(events.filter((event) => event.type.startsWith('charge.dispute')))
    await shop.deliver(sessions)
    const tab = await shop.tab()
    assert.deepEqual([tab.invoice.paid, tab.payments.length, tab.disputes.length], [700, 2, 1])
  })

  test('is not claimed by a reference that a payer could have written', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { via: 'checkout' })
    const forged = (await shop.stripe.newEvents()).map((event) =>
      event.type === 'checkout.session.completed'
        ? { ...event, data: { object: { ...event.data.object, client_reference_id: '1001' } } }
        : event,
    )
    await shop.deliver(forged)
    assert.equal(await stateOf(shop, charge), 'foreign')
  })

  test('whose dispute was missed while it was not held at all brings it along when it is recorded', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { captured: false })
    await shop.stripe.capture(charge)
    await shop.stripe.dispute(charge)
    await shop.stripe.newEvents()
    const facts = await shop.s.stripe.getCharge(null, charge)
    assert.ok(facts !== null)
    await recordCharge(shop.s, 'default', null, facts)
    assert.deepEqual((await findDueWork(shop.s)).charges, [{ store: 'default', id: charge }])
  })
})

test('the first assignment is final', async () => {
  await using shop = await openShop()
  await shop.put('1002')
  const { charge } = await shop.paid(1_000)
  const facts = await shop.s.stripe.getCharge(null, charge)
  assert.ok(facts !== null)
  await recordCharge(shop.s, 'default', null, { ...facts, mark: '1002' })
  assert.deepEqual((await shop.tab('1002')).payments, [])
  assert.equal((await shop.tab()).payments.length, 1)
})

describe('a charge in another currency than its invoice', () => {
  test('waits for a person, is not summed, and is placed once the invoice has that currency', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { currency: 'eur' })
    await shop.stripe.refund(charge, 100)
    const { version } = await shop.tab()
    await shop.deliver()
    const tab = await shop.tab()
    assert.deepEqual([tab.payments, tab.invoice.paid], [[], 0])
    assert.partialDeepStrictEqual(tab.attention, [{ code: 'currency_mismatch', charge, payment: null }])
    assert.ok(tab.version > version)
    await shop.put('1001', { currency: 'eur' })
    const after = await shop.tab()
    assert.deepEqual([after.invoice.paid, after.attention], [900, []])
  })

  test('stays where it is while the invoice has payments, which fix its currency', async () => {
    await using shop = await openShop()
    await shop.stripe.pay('1001', 1_000, { currency: 'eur' })
    await shop.deliver()
    await recordPayment(shop.s, HOST, '1001', { method: 'cash', amount: 100, direction: 'in' }, null)
    assert.equal((await refusalOf(shop.put('1001', { currency: 'eur' }))).code, 'currency_fixed')
    assert.equal((await shop.tab()).attention.length, 1)
  })

  test('whose dispute is in yet another currency still waits for a person once it is placed', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { currency: 'eur' })
    await shop.stripe.dispute(charge, { currency: 'gbp' })
    await shop.deliver()
    await shop.put('1001', { currency: 'eur' })
    const tab = await shop.tab()
    assert.deepEqual(
      tab.attention.map((one) => one.code),
      ['currency_mismatch'],
    )
    assert.equal(tab.payments[0]?.blockedBy, 'disputed')
  })
})

describe('an import by the host', () => {
  const charged = (charge: string, method: 'stripe_link' | 'stripe_terminal' = 'stripe_link') => ({ method, charge })

  test('verifies the charge and brings its refunds and disputes along; again it answers with the row', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { marks: 'none' })
    const refund = await shop.stripe.refund(charge, 300)
    await shop.stripe.dispute(charge, { inquiry: true })
    await shop.stripe.newEvents()
    const imported = await importPayment(shop.s, HOST, '1001', charged(charge))
    assert.partialDeepStrictEqual(imported, { created: true, payment: { charge, amount: 1_000, refundable: 700, refunded: 300 } })
    const tab = await shop.tab()
    assert.deepEqual([tab.invoice.paid, tab.disputes.length], [700, 1])
    assert.equal(tab.payments.find((row) => row.refund !== null)?.refund?.id, refund)
    assert.partialDeepStrictEqual(await importPayment(shop.s, HOST, '1001', charged(charge)), {
      created: false,
      payment: { id: imported.payment.id },
    })
    await shop.put('1001', { status: 'voided' })
    assert.equal((await importPayment(shop.s, HOST, '1001', charged(charge))).created, false)
  })

  test('takes a charge that was foreign', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { marks: 'none' })
    await shop.stripe.refund(charge, 300)
    await shop.deliver()
    await importPayment(shop.s, HOST, '1001', charged(charge))
    assert.equal((await shop.tab()).invoice.paid, 700)
  })

  test('is refused for what is not the host’s to take', async () => {
    await using shop = await openShop()
    await shop.put('1002')
    const { charge } = await shop.paid(1_000)
    const pay = (amount: number, options: object) => shop.stripe.pay('1002', amount, { ...options })
    const code = async (id: string, method: 'stripe_link' | 'stripe_terminal' = 'stripe_link', invoice = '1001'): Promise<string> =>
      (await refusalOf(importPayment(shop.s, HOST, invoice, charged(id, method)))).code
    assert.equal(await code('ch_none'), 'not_found')
    assert.equal(await code(charge, 'stripe_link', '1003'), 'not_found')
    assert.equal(await code(charge, 'stripe_link', '1002'), 'invalid_request')
    assert.equal(await code(await pay(10, { marks: 'none' }), 'stripe_terminal'), 'invalid_request')
    assert.equal(await code(await pay(10, { marks: 'none', currency: 'eur' })), 'invalid_request')
    assert.equal(await code(await pay(10, { marks: 'none', captured: false })), 'invalid_request')
    assert.equal(await code(await pay(10, {})), 'invalid_request', 'its charge names another invoice')
    assert.equal(await code(await pay(10, { marks: 'payment_intent' })), 'invalid_request', 'its intent names another invoice')
    assert.equal(await code(await pay(10, { via: 'checkout' })), 'invalid_request', 'its session names another invoice')
    const foreign = await pay(10, { marks: 'none' })
    await shop.put('1001', { status: 'voided' })
    assert.equal(await code(foreign), 'invoice_voided')
    assert.equal(await code('ch_none'), 'not_found', 'before all that is of the invoice')
    await shop.stripe.faults({ api: { failBefore: 1, status: 500 } })
    assert.equal(await code(foreign), 'stripe_unavailable')
  })
})

test('the event’s account alone decides the store', async () => {
  await using shop = await openShop()
  await addStore(shop.s, { id: 'other', name: 'Another shop', stripeAccount: 'acct_other', livemode: false, allowedOrigins: [] })
  const charge = await shop.stripe.pay('1001', 1_000, { store: 'acct_other' })
  await shop.deliver()
  assert.deepEqual((await shop.tab()).payments, [])
  const held = await shop.db.selectFrom('charges').select(['store', 'state']).where('id', '=', charge).executeTakeFirstOrThrow()
  assert.deepEqual(held, { store: 'other', state: 'unmatched' })
})
