import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { importPayment } from '../../../server/sync/import-payment.ts'
import { HOST, openShop, refusalOf } from '../../support/shop.ts'

describe('an import by the host', () => {
  const charged = (charge: string, method: 'stripe_link' | 'stripe_terminal' = 'stripe_link') => ({ method, charge })

  test('verifies the charge and brings its refunds and disputes along; again it answers with the row', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { marks: 'none' })
    const refund = await shop.stripe.refund(charge, 300)
    await shop.stripe.dispute(charge, { inquiry: true })
    await shop.stripe.newEvents()
    const imported = await importPayment(shop.ctx, HOST, '1001', charged(charge))
    assert.equal(imported.created, true)
    assert.partialDeepStrictEqual(await shop.row(imported.payment), { charge, amount: 1_000, refundable: 700, refunded: 300 })
    const tab = await shop.tab()
    assert.deepEqual([tab.invoice.paid, tab.disputes.length], [700, 1])
    assert.equal(tab.payments.find((row) => row.refund !== null)?.refund?.id, refund)
    assert.deepEqual(await importPayment(shop.ctx, HOST, '1001', charged(charge)), { created: false, payment: imported.payment })
    await shop.put('1001', { status: 'voided' })
    assert.equal((await importPayment(shop.ctx, HOST, '1001', charged(charge))).created, false)
  })

  test('calls Stripe only for what can be a charge', async () => {
    await using shop = await openShop()
    await shop.stripe.newRequests()
    for (const id of ['search', 're_1', 'pi_1', 'ch', '1'])
      assert.equal((await refusalOf(importPayment(shop.ctx, HOST, '1001', charged(id)))).code, 'not_found', id)
    assert.deepEqual(await shop.stripe.newRequests(), [])
    for (const id of ['ch_none', 'py_none'])
      assert.equal((await refusalOf(importPayment(shop.ctx, HOST, '1001', charged(id)))).code, 'not_found', id)
    assert.equal((await shop.stripe.newRequests()).length, 2)
  })

  test('takes a charge that was foreign', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000, { marks: 'none' })
    await shop.stripe.refund(charge, 300)
    await shop.deliver()
    await importPayment(shop.ctx, HOST, '1001', charged(charge))
    assert.equal((await shop.tab()).invoice.paid, 700)
  })

  test('is refused for what is not the host’s to take', async () => {
    await using shop = await openShop()
    await shop.put('1002')
    const { charge } = await shop.paid(1_000)
    const pay = (amount: number, options: object) => shop.stripe.pay('1002', amount, { ...options })
    const code = async (id: string, method: 'stripe_link' | 'stripe_terminal' = 'stripe_link', invoice = '1001'): Promise<string> =>
      (await refusalOf(importPayment(shop.ctx, HOST, invoice, charged(id, method)))).code
    assert.equal(await code('ch_none'), 'not_found')
    assert.equal(await code(charge, 'stripe_link', '1003'), 'not_found')
    assert.equal(await code(charge, 'stripe_link', '1002'), 'invalid_request')
    assert.equal(await code(await pay(10, { marks: 'none' }), 'stripe_terminal'), 'invalid_request')
    assert.equal(await code(await pay(10, { marks: 'none', currency: 'eur' })), 'invalid_request')
    assert.equal(await code(await pay(10, { marks: 'none', captured: false })), 'invalid_request')
    assert.equal(await code(await pay(10, {})), 'invalid_request', 'its charge names another invoice')
    assert.equal(await code(await pay(10, { marks: 'payment_intent' })), 'invalid_request', 'its intent names another invoice')
    assert.equal(await code(await pay(10, { via: 'checkout' })), 'invalid_request', 'its session’s reference names another invoice')
    assert.equal(await code(await pay(10, { via: 'checkout', marks: 'session' })), 'invalid_request', 'its session names another invoice')
    const foreign = await pay(10, { marks: 'none' })
    await shop.put('1001', { status: 'voided' })
    assert.equal(await code(foreign), 'invoice_voided')
    assert.equal(await code('ch_none'), 'not_found', 'before all that is of the invoice')
    await shop.stripe.faults({ api: { failBefore: 1, status: 500 } })
    assert.equal(await code(foreign), 'stripe_unavailable')
  })
})
