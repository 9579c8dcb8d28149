import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { resolveRefund } from '../../../server/refunds/resolve.ts'
import { openShop, refusalOf, type Shop } from '../../support/shop.ts'

/** A refund of 300 whose answer was lost, reserved so many hours ago. */
async function lost(shop: Shop, hours: number): Promise<{ readonly id: string; readonly charge: string }> {
  const { charge, payment } = await shop.paid(1_000)
  await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 500 } })
  const { id } = await shop.refund(payment, 300)
  await shop.stripe.faults({})
  await shop.age(id, hours)
  return { id, charge }
}

describe('a person resolves an unknown refund', () => {
  test('not before 25 hours, and not one that is closed or not there', async () => {
    await using shop = await openShop()
    const { id } = await lost(shop, 24.9)
    assert.equal((await refusalOf(resolveRefund(shop.ctx, id, { kind: 'released' }))).code, 'invalid_request')
    assert.equal((await shop.row(id)).status, 'processing')
    await shop.age(id, 25.1)
    await resolveRefund(shop.ctx, id, { kind: 'released' })
    assert.deepEqual(
      (await shop.tab()).payments.map((row) => row.refundable),
      [1_000],
    )
    assert.equal((await refusalOf(resolveRefund(shop.ctx, id, { kind: 'released' }))).code, 'invalid_request')
    assert.equal((await refusalOf(resolveRefund(shop.ctx, 'pay_none', { kind: 'released' }))).code, 'not_found')
  })

  test('by the refund that it was, whether or not that has a row by now', async () => {
    await using shop = await openShop()
    const unseen = await lost(shop, 26)
    const refund = await shop.stripe.refund(unseen.charge, 300)
    await shop.stripe.newEvents()
    await resolveRefund(shop.ctx, unseen.id, { kind: 'recorded', refund })
    assert.partialDeepStrictEqual(await shop.row(unseen.id), { status: 'succeeded', refund: { id: refund } })

    const seen = await lost(shop, 26)
    const other = await shop.stripe.refund(seen.charge, 300)
    await shop.deliver()
    await resolveRefund(shop.ctx, seen.id, { kind: 'recorded', refund: other })
    const { payments, invoice } = await shop.tab()
    assert.deepEqual([payments.length, invoice.paid], [4, 1_400])
  })

  test('by a refund that has a row already, and the same call again answers with that row', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 500 } })
    const { id } = await shop.refund(payment, 300, { key: 'once' })
    await shop.stripe.faults({})
    await shop.age(id, 26)
    const refund = await shop.stripe.refund(charge, 300)
    await shop.deliver()
    await resolveRefund(shop.ctx, id, { kind: 'recorded', refund })
    assert.partialDeepStrictEqual(await shop.refund(payment, 300, { key: 'once' }), { amount: -300, refund: { id: refund } })
  })

  test('never by a refund that closed another request, or is of another charge or amount', async () => {
    await using shop = await openShop()
    const one = await lost(shop, 26)
    const refund = await shop.stripe.refund(one.charge, 300)
    await resolveRefund(shop.ctx, one.id, { kind: 'recorded', refund })
    const original = (await shop.tab()).payments.find((row) => row.charge === one.charge && row.refund === null)
    await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 500 } })
    const again = await shop.refund(original?.id ?? '', 300)
    await shop.stripe.faults({})
    await shop.age(again.id, 26)
    const smaller = await shop.stripe.refund(one.charge, 299)
    const code = async (found: string): Promise<string> =>
      (await refusalOf(resolveRefund(shop.ctx, again.id, { kind: 'recorded', refund: found }))).code
    assert.equal(await code(refund), 'invalid_request')
    assert.equal(await code(smaller), 'invalid_request')
    assert.equal(await code('re_none'), 'not_found')
    assert.equal((await shop.row(again.id)).status, 'processing')
  })
})
