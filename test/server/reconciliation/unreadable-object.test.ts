import assert from 'node:assert/strict'
import { test } from 'node:test'
import { finish } from '../../support/command-line.ts'
import { garble } from '../../support/garbling-proxy.ts'
import { openShop } from '../../support/shop.ts'

test('A refund, a charge and a dispute that can’t be read hold up no other, and the report names how many there were', async () => {
  await using opened = new AsyncDisposableStack()
  const unreadable = new Set<string>()
  let stripe = ''
  const shop = opened.use(await openShop({ http: true, between: async (url) => (stripe = opened.use(await garble(url, unreadable)).url) }))
  const { databaseUrl } = shop
  const [one, other] = [await shop.newInvoice(), await shop.newInvoice()]
  const { charge } = await shop.paid(500_00, { invoice: one })
  const { charge: disputed } = await shop.paid(100_00, { invoice: one })
  await shop.post(`/v1/invoices/${one}/sync`, {})
  const called = async () => {
    const { attention, sync } = await shop.tab(one)
    return [attention.map(({ code }) => code), sync?.matches]
  }
  assert.deepEqual(await called(), [[], true])
  await shop.withheld(async () => {
    unreadable.add(await shop.play('/_sim/refunds', { charge, amount: 10_00 }))
    await shop.play('/_sim/refunds', { charge, amount: 20_00 })
    const { charge: lost } = await shop.pay(other, 300_00)
    unreadable.add(lost)
    await shop.play('/_sim/refunds', { charge: lost, amount: 30_00 })
    await shop.play('/_sim/disputes', { charge: lost })
    await shop.pay(other, 400_00)
    unreadable.add(await shop.play('/_sim/disputes', { charge }))
    await shop.play('/_sim/disputes', { charge: disputed })
  })
  const reconcile = () =>
    finish(['reconcile'], { DATABASE_URL: databaseUrl, STRIPE_SECRET_KEY: 'sk_test_simulated', STRIPE_API_URL: stripe })

  const { code, printed } = await reconcile()
  assert.equal(code, 1, printed)
  assert.match(printed, /can’t be read 3, named in the log\n/, printed)
  assert.doesNotMatch(printed, /"stack"/, 'a person reads this')
  for (const id of unreadable) assert.ok(printed.includes(id), `${id} is not named:\n${printed}`)
  assert.deepEqual(
    (await shop.tab(other)).payments.map(({ amount }) => amount),
    [400_00],
  )
  assert.deepEqual(
    (await shop.tab(one)).payments.map(({ amount }) => amount),
    [500_00, 100_00, -20_00],
  )
  assert.deepEqual(
    (await shop.tab(one)).disputes.map((dispute) => dispute.charge),
    [disputed],
  )
  assert.deepEqual(await called(), [['difference'], false])

  unreadable.clear()
  const after = await reconcile()
  assert.equal(after.code, 0, after.printed)
  assert.deepEqual((await called())[0], [])
  assert.deepEqual((await shop.tab(other)).payments.map(({ amount }) => amount).toSorted(), [-30_00, 300_00, 400_00].toSorted())
})
