import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listAllAttention } from '../../../server/attention/list.ts'
import { openShop } from '../../support/shop.ts'

test('What needs a person is listed with the oldest first, whatever it is', async () => {
  await using shop = await openShop()
  const { charge, payment } = await shop.paid(1_000)
  await shop.stripe.pay('1002', 100)
  await shop.deliver()
  await shop.pass(60)
  await shop.stripe.refund(charge, 800)
  await shop.stripe.moveDispute(await shop.stripe.dispute(charge, { amount: 300 }), { status: 'lost' })
  await shop.deliver()
  await shop.pass(60)
  await shop.stripe.pay('1003', 100)
  await shop.deliver()
  await shop.pass(60)
  await shop.put('1004', { currency: 'eur' })
  await shop.stripe.pay('1004', 100)
  await shop.deliver()
  assert.ok(payment !== '')
  const items = await listAllAttention(shop.ctx)
  assert.deepEqual(
    items.map(({ code }) => code),
    ['unmatched', 'over_refunded', 'unmatched', 'currency_mismatch'],
  )
  assert.deepEqual(
    items.map(({ since }) => since),
    items.map(({ since }) => since).toSorted(),
  )
})
