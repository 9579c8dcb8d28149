import assert from 'node:assert/strict'
import { test } from 'node:test'
import { untilIs } from '../../support/until.ts'
import { openShop } from '../../support/shop.ts'

test('a payment in Stripe appears on its invoice by webhook, and a refund is a row linked to it', async () => {
  await using server = await openShop({ http: true })
  const api = server.api()
  await api.putInvoice('1001')
  await server.simulator.control('POST', '/_sim/charges', { invoice: '1001', amount: 4000, currency: 'usd', method: 'stripe_link' })
  await untilIs(async () => (await api.tab('1001')).invoice.paid, 4000)

  const [charge] = (await api.tab('1001')).payments
  const refund = await api.refund('1001', { payment: charge?.id, amount: 1500 })

  const tab = await api.tab('1001')
  assert.equal(tab.invoice.paid, 2500)
  assert.equal(refund.amount, -1500)
  assert.equal(refund.charge, charge?.charge)
  assert.equal(refund.refund?.original, charge?.id)
})
