/** Payloads that lack something, and endpoints that are pinned to an older API version. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { WEBHOOK_SECRET } from '../../support/server.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

for (const apiVersion of ['2019-12-03', '2022-08-01', '2024-06-20']) {
  describe(`an endpoint pinned to ${apiVersion}`, () => {
    let shop: HttpShop
    before(async () => {
      shop = await openShop({ http: true })
      const endpoint = { url: `${shop.url}/stripe/webhooks`, secret: WEBHOOK_SECRET, apiVersion }
      await shop.simulator.control('PUT', '/_sim/webhooks', { endpoints: [endpoint] })
    })
    after(() => shop.stop())

    test('brings payments, refunds of the dashboard, and one that fails', async () => {
      const invoice = await shop.newInvoice()
      const { charge, payment } = await shop.paid(500_00, { invoice })
      const refund = await shop.play('/_sim/refunds', { charge, amount: 100_00 })
      const other = await shop.play('/_sim/refunds', { charge, amount: 50_00 })
      await shop.quiet()
      assert.equal((await shop.row(payment, invoice)).refundable, 350_00)
      await shop.play(`/_sim/refunds/${other}`, { status: 'failed', failureReason: 'lost_or_stolen_card' })
      await shop.quiet()
      const told = (await shop.tab(invoice)).payments.flatMap((row) => (row.refund === null ? [] : [[row.refund.id, row.status]]))
      assert.deepEqual(
        told.toSorted(),
        [
          [refund, 'succeeded'],
          [other, 'failed'],
        ].toSorted(),
      )
      assert.equal((await shop.row(payment, invoice)).refundable, 400_00)
      assert.partialDeepStrictEqual((await shop.post(`/v1/invoices/${invoice}/sync`, {})).json, { matches: true })
    })

    test('brings a capture in part and disputes', async () => {
      const invoice = await shop.newInvoice()
      const { charge } = await shop.pay(invoice, 500_00, { captured: false })
      await shop.play(`/_sim/charges/${charge}/capture`, { amount: 300_00, asRefund: true })
      await shop.quiet()
      await shop.play('/_sim/disputes', { charge, amount: 100_00 })
      await shop.quiet()
      const { payments, disputes } = await shop.tab(invoice)
      assert.deepEqual(
        payments.map(({ amount, blockedBy }) => [amount, blockedBy]),
        [[300_00, 'disputed']],
      )
      assert.equal(disputes.length, 1)
      assert.partialDeepStrictEqual((await shop.post(`/v1/invoices/${invoice}/sync`, {})).json, { matches: true })
    })
  })
}

describe('a payload that lacks something', () => {
  for (const member of ['amount_captured', 'metadata', 'payment_method_details', 'currency', 'created'] as const) {
    test(`of a charge, its ${member}, makes the charge be fetched`, async () => {
      await using shop = await openShop()
      const charge = await shop.stripe.pay('1001', 1_000, { method: 'interac' })
      const events = (await shop.stripe.newEvents()).filter(({ type }) => type === 'charge.succeeded')
      await shop.deliver(events.map((event) => ({ ...event, data: { object: { ...event.data.object, [member]: undefined } } })))
      assert.partialDeepStrictEqual((await shop.tab()).payments, [{ charge, amount: 1_000, blockedBy: 'requires_reader' }])
      assert.deepEqual(shop.logged, [])
    })
  }

  for (const member of ['amount', 'currency', 'charge', 'created'] as const) {
    test(`of a refund, its ${member}, makes the refund be fetched`, async () => {
      await using shop = await openShop()
      const { charge } = await shop.paid(1_000)
      const refund = await shop.stripe.refund(charge, 300)
      const events = (await shop.stripe.newEvents()).filter(({ type }) => type === 'refund.created')
      await shop.deliver(events.map((event) => ({ ...event, data: { object: { ...event.data.object, [member]: undefined } } })))
      assert.ok((await shop.tab()).payments.some((row) => row.refund?.id === refund && row.amount === -300))
      assert.deepEqual(shop.logged, [])
    })
  }

  for (const member of ['charge', 'is_charge_refundable', 'evidence_details', 'balance_transactions'] as const) {
    test(`of a dispute, its ${member}, is no matter, as the dispute is fetched`, async () => {
      await using shop = await openShop()
      const { charge } = await shop.paid(1_000)
      await shop.stripe.dispute(charge)
      const events = (await shop.stripe.newEvents()).filter(({ type }) => type === 'charge.dispute.created')
      await shop.deliver(events.map((event) => ({ ...event, data: { object: { ...event.data.object, [member]: undefined } } })))
      assert.partialDeepStrictEqual((await shop.tab()).disputes, [{ charge, amount: 1_000, open: true }])
      assert.deepEqual(shop.logged, [])
    })
  }
})
