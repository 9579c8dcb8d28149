import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openShop } from '../../support/services.ts'

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
