import assert from 'node:assert/strict'
import { test } from 'node:test'
import { finish } from '../../support/command-line.ts'
import { openShop } from '../../support/shop.ts'

test('A store is reconciled on past a payment about which Stripe can’t be read: it counts as differing until it can', async () => {
  await using shop = await openShop({ http: true })
  const { databaseUrl, simulator } = shop
  const reconcile = () =>
    finish(['reconcile'], { DATABASE_URL: databaseUrl, STRIPE_SECRET_KEY: 'sk_test_simulated', STRIPE_API_URL: simulator.url })
  const [missed, silent] = [await shop.newInvoice(), await shop.newInvoice()]
  const { charge } = await shop.paid(500_00, { invoice: silent })
  await shop.withheld(() => shop.pay(missed, 300_00))
  await shop.play(`/_sim/charges/${charge}/silence`, { silent: true })
  assert.equal((await shop.post(`/v1/invoices/${silent}/sync`, {})).status, 503)

  const { code, printed } = await reconcile()
  assert.equal(code, 1, printed)
  assert.match(printed, /charges +matched 0 .*· recorded 1 \(300\.00 USD\) .*· differing 1 \(500\.00 USD\)/)
  assert.equal((await shop.tab(missed)).invoice.paid, 300_00)

  await shop.play(`/_sim/charges/${charge}/silence`, { silent: false })
  const after = await reconcile()
  assert.equal(after.code, 0, after.printed)
})
