import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { claimAndRecord } from '../../../server/sync/claim.ts'
import { recordPayment } from '../../../server/ledger/record-payment.ts'
import { addStore } from '../../../server/access/add-store.ts'
import { HOST, openShop, refusalOf, type Shop } from '../../support/shop.ts'

async function assignmentOf(shop: Shop, charge: string): Promise<string | undefined> {
  return (await shop.db.selectFrom('charges').select('assignment').where('id', '=', charge).executeTakeFirst())?.assignment
}

describe('a charge that names an invoice which is not known', () => {
  test('waits, and is applied when the invoice appears, with the refunds and disputes made meanwhile', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('2001', 1_000)
    await shop.stripe.refund(charge, 100)
    await shop.deliver()
    const refund = await shop.stripe.refund(charge, 200, { outcome: 'pending' })
    await shop.stripe.dispute(charge, { amount: 50, inquiry: true })
    await shop.deliver()
    assert.equal(await assignmentOf(shop, charge), 'unmatched')
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
      // Who finds the invoice being put tries again a moment later.
      await shop.pass(1)
      assert.equal((await shop.tab(invoice)).invoice.paid, 900, `invoice ${invoice}`)
    }
  })
})

describe('a charge without our marks', () => {
  test('is foreign: never shown, and nothing is fetched about it again and again', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { marks: 'none' })
    await shop.stripe.refund(charge, 100)
    await shop.deliver()
    await shop.deliver((await shop.stripe.refund(charge, 100), await shop.stripe.newEvents()))
    assert.equal(await assignmentOf(shop, charge), 'foreign')
    assert.deepEqual((await shop.tab()).payments, [])
    assert.deepEqual(await shop.waiting(), [])
    const requests = (await shop.stripe.newRequests()).map(({ path }) => path)
    assert.deepEqual(
      requests.filter((path) => path === '/v1/refunds' || path === '/v1/disputes'),
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

  for (const marks of ['charge', 'session'])
    test(`that names its invoice on the ${marks} is not taken to another one by a reference, in whichever order the events arrive`, async () => {
      await using shop = await openShop()
      await shop.put('1002')
      const pay = () => shop.stripe.pay('1001', 1_000, { via: 'payment_link', marks, reference: 'jeweltrak-1002' })
      await pay()
      await shop.deliver()
      await pay()
      await shop.deliver((await shop.stripe.newEvents()).toReversed())
      assert.deepEqual([(await shop.tab('1001')).invoice.paid, (await shop.tab('1002')).invoice.paid], [2_000, 0])
    })

  test('keeps its first invoice though a session that names another comes later', async () => {
    await using shop = await openShop()
    await shop.put('1002')
    await shop.stripe.pay('1001', 1_000, { via: 'checkout', marks: 'session' })
    const events = await shop.stripe.newEvents()
    const naming = (invoice: string) =>
      events.map((event) =>
        event.type === 'checkout.session.completed'
          ? { ...event, id: `${event.id}${invoice}`, data: { object: { ...event.data.object, metadata: { jeweltrak_invoice: invoice } } } }
          : event,
      )
    await shop.deliver(naming('1001'))
    await shop.deliver(naming('1002'))
    assert.deepEqual([(await shop.tab('1001')).invoice.paid, (await shop.tab('1002')).invoice.paid], [1_000, 0])
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
    assert.equal(await assignmentOf(shop, charge), 'foreign')
  })

  test('whose dispute was missed while it was not known at all brings it along when it is recorded', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { captured: false })
    await shop.stripe.capture(charge)
    await shop.stripe.dispute(charge)
    await shop.stripe.newEvents()
    const facts = await shop.ctx.gateway.getCharge(null, charge)
    assert.ok(facts !== null)
    await claimAndRecord(shop.ctx, { store: 'default', account: null }, facts)
    assert.deepEqual(await shop.waiting(), [{ key: `charge ${charge}`, seconds: 0 }])
    await shop.work()
    assert.equal((await shop.tab()).disputes.length, 1)
  })
})

test('the first assignment is final', async () => {
  await using shop = await openShop()
  await shop.put('1002')
  const { charge } = await shop.paid(1_000)
  const facts = await shop.ctx.gateway.getCharge(null, charge)
  assert.ok(facts !== null)
  await claimAndRecord(shop.ctx, { store: 'default', account: null }, { ...facts, mark: '1002' })
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
    await recordPayment(shop.ctx, HOST, '1001', { method: 'cash', amount: 100, direction: 'in' }, null)
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

test('the event’s account alone decides the store', async () => {
  await using shop = await openShop()
  await addStore(shop.ctx, { id: 'other', name: 'Another shop', stripeAccount: 'acct_other', livemode: false, allowedOrigins: [] })
  const charge = await shop.stripe.pay('1001', 1_000, { store: 'acct_other' })
  await shop.deliver()
  assert.deepEqual((await shop.tab()).payments, [])
  const row = await shop.db.selectFrom('charges').select(['store', 'assignment']).where('id', '=', charge).executeTakeFirstOrThrow()
  assert.deepEqual(row, { store: 'other', assignment: 'unmatched' })
})
