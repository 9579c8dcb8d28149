/** A charge whose checkout session names the invoice, while the session's own event is lost for good: Stripe's lists must tell. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as z from 'zod/mini'
import { reconcileStore } from '../../../server/reconciliation/reconcile-store.ts'
import { syncInvoice } from '../../../server/reconciliation/sync-invoice.ts'
import { STRIPE_KEY } from '../../support/played-stripe.ts'
import { HOST, openShop, type Shop } from '../../support/shop.ts'

const HOUR = 3600
const DAY = 24 * HOUR

/** An endpoint that Stripe was never told to send session events to: none of them counts as undelivered. */
function withoutEvents(shop: Shop): Shop['ctx'] {
  return { ...shop.ctx, gateway: { ...shop.ctx.gateway, pages: { ...shop.ctx.gateway.pages, async *undeliveredEvents() {} } } }
}

const reconcile = (shop: Shop, everything = false) => reconcileStore(withoutEvents(shop), 'default', { everything, onProgress: () => {} })
const isOfSession = ({ type }: { readonly type: string }): boolean => type.startsWith('checkout.session.')

const WAYS = {
  'a marked Checkout session': { via: 'checkout', marks: 'session' },
  'a Checkout session’s reference': { via: 'checkout' },
  'a marked Payment Link': { via: 'payment_link', marks: 'session' },
  'a Payment Link’s reference': { via: 'payment_link' },
}

for (const [way, options] of Object.entries(WAYS)) {
  describe(`a charge that is named by ${way}`, () => {
    test('is found by reconciliation where no event of it ever arrived', async () => {
      await using shop = await openShop()
      const charge = await shop.stripe.pay('1001', 1_000, options)
      await shop.stripe.refund(charge, 300)
      assert.partialDeepStrictEqual((await reconcile(shop))?.charges, { recorded: { count: 1 } })
      assert.deepEqual(
        (await shop.tab()).payments.map(({ amount }) => amount),
        [1_000, -300],
      )
    })

    test('is found by reconciliation where its charge was recorded as foreign', async () => {
      await using shop = await openShop()
      await shop.stripe.pay('1001', 1_000, options)
      await shop.deliver((await shop.stripe.newEvents()).filter((event) => !isOfSession(event)))
      assert.deepEqual((await shop.tab()).payments, [])
      await reconcile(shop)
      assert.equal((await shop.tab()).invoice.paid, 1_000)
    })

    test('is found by “Sync now” on its invoice', async () => {
      await using shop = await openShop()
      await shop.stripe.pay('1001', 1_000, options)
      await shop.deliver((await shop.stripe.newEvents()).filter((event) => !isOfSession(event)))
      assert.partialDeepStrictEqual(await syncInvoice(withoutEvents(shop), HOST, '1001'), { matches: true, recorded: 1 })
      assert.equal((await shop.tab()).invoice.paid, 1_000)
      assert.partialDeepStrictEqual(await syncInvoice(withoutEvents(shop), HOST, '1001'), { matches: true, recorded: 0 })
    })
  })
}

test('“Sync now” on an invoice takes up no charge whose session names another one, or nobody', async () => {
  await using shop = await openShop()
  await shop.put('1002')
  await shop.stripe.pay('1001', 1_000, { via: 'payment_link', marks: 'none' })
  await shop.stripe.pay('1001', 1_000, { via: 'payment_link', reference: '1001' })
  await shop.stripe.pay('1002', 1_000, { via: 'payment_link', marks: 'session' })
  assert.partialDeepStrictEqual(await syncInvoice(withoutEvents(shop), HOST, '1001'), { matches: true, recorded: 0 })
  assert.deepEqual((await shop.tab()).payments, [])
})

const WithId = z.object({ id: z.string() })

test('A bank debit is found that was paid late, at a session that was opened before what a reconciliation reads', async () => {
  await using shop = await openShop()
  const answer = await fetch(`${shop.stripe.url}/v1/checkout/sessions`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${STRIPE_KEY}`, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      mode: 'payment',
      'metadata[jeweltrak_invoice]': '1001',
      'line_items[0][price_data][currency]': 'usd',
      'line_items[0][price_data][unit_amount]': '1000',
      'line_items[0][price_data][product_data][name]': 'Ring',
      'line_items[0][quantity]': '1',
    }),
  })
  const session = WithId.parse(await answer.json()).id
  await shop.pass(20 * HOUR)
  const charge = await shop.stripe.payAt(session, { async: true })
  // A session is open for a day, so this run reads the charge and no later run's overlap reaches the session.
  await shop.pass(7 * DAY + 12 * HOUR)
  await reconcile(shop, true)
  assert.deepEqual((await shop.tab()).payments, [])
  await shop.stripe.clear(charge, 'succeeded')
  await shop.pass(HOUR)
  await reconcile(shop)
  assert.equal((await shop.tab()).invoice.paid, 1_000)
})
