import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomUUID } from 'node:crypto'
import type { Principal } from '../../../server/context/principal.ts'
import { recordPayment } from '../../../server/ledger/record-payment.ts'
import { removePayment } from '../../../server/ledger/remove-payment.ts'
import { requestRefund } from '../../../server/refunds/request.ts'
import { readTab } from '../../../server/tab/read-tab.ts'
import { HOST, openShop, person, refusalOf, type Shop } from '../../support/shop.ts'

describe('a person’s maxRefund', () => {
  test('is served as what is left of it now, and as nothing to who has none', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    const principal = person({ maxRefund: 500 })
    const left = async (who: Principal): Promise<number | null> => (await readTab(shop.ctx, who, '1001')).permissions.refundLeft
    assert.deepEqual([await left(principal), await left(person()), await left(HOST)], [500, null, null])
    await shop.refund(payment, 300, { principal })
    assert.equal(await left(principal), 200)
    await shop.refund(payment, 200, { principal })
    assert.equal(await left(principal), 0)
    assert.equal(await left(person({ maxRefund: 100 })), 0)
  })

  test('caps what that person refunds on the invoice, whatever the charge, and nobody else', async () => {
    await using shop = await openShop()
    const one = await shop.paid(1_000)
    const other = await shop.paid(1_000)
    const principal = person({ maxRefund: 500 })
    await shop.refund(one.payment, 300, { principal })
    assert.equal((await refusalOf(shop.refund(other.payment, 201, { principal }))).code, 'exceeds_permission')
    await shop.refund(other.payment, 200, { principal })
    assert.equal((await refusalOf(shop.refund(other.payment, 1, { principal }))).code, 'exceeds_permission')
    await shop.refund(other.payment, 500, { principal: person({ maxRefund: 500, actor: { id: 'user_2', name: 'Sam' } }) })
    await shop.refund(one.payment, 700, { principal: HOST })
  })

  test('does not count the host’s refunds, even for a person of that name', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    await shop.refund(payment, 400, { principal: HOST })
    await shop.refund(payment, 100, { principal: person({ maxRefund: 100, actor: { id: 'host', name: 'Host' } }) })
  })

  test('counts this invoice alone, whatever the person refunds on another', async () => {
    await using shop = await openShop()
    await shop.put('1002')
    const elsewhere = await shop.paid(1_000, { invoice: '1002' })
    const { payment } = await shop.paid(1_000)
    const body = { payment: elsewhere.payment, amount: 500, reason: 'requested_by_customer' } as const
    await requestRefund(shop.ctx, person({ invoice: '1002', maxRefund: 500 }), '1002', body, 'elsewhere')
    await shop.refund(payment, 500, { principal: person({ maxRefund: 500 }) })
  })

  test('does not count what was canceled', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    const principal = person({ maxRefund: 500 })
    await shop.stripe.faults({ refunds: { outcome: 'requires_action' } })
    const { refund } = await shop.refund(payment, 500, { principal })
    assert.equal((await refusalOf(shop.refund(payment, 1, { principal }))).code, 'exceeds_permission', 'it counts while it waits')
    await shop.stripe.faults({})
    await shop.stripe.moveRefund(refund?.id ?? '', { status: 'canceled' })
    await shop.deliver()
    await shop.refund(payment, 500, { principal })
  })

  test('counts neither what is older than 24 hours nor what failed, but what is open', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(2_000)
    const principal = person({ maxRefund: 500 })
    const first = await shop.refund(payment, 500, { principal })
    await shop.age(first.id, 24.1)
    const second = await shop.refund(payment, 500, { principal })
    await shop.stripe.moveRefund(second.refund?.id ?? '', { status: 'failed' })
    await shop.deliver()
    await shop.stripe.faults({ api: { failBefore: 1, status: 500, method: 'POST' } })
    assert.equal((await shop.refund(payment, 500, { principal })).status, 'processing')
    assert.equal((await refusalOf(shop.refund(payment, 1, { principal }))).code, 'exceeds_permission')
  })

  test('is kept under many refunds at once', async () => {
    await using shop = await openShop()
    const one = await shop.paid(1_000)
    const other = await shop.paid(1_000)
    const principal = person({ maxRefund: 300 })
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, turn) =>
        shop.refund(turn % 2 === 0 ? one.payment : other.payment, 100, { principal }).then(
          () => 'made',
          () => 'refused',
        ),
      ),
    )
    assert.equal(answers.filter((answer) => answer === 'made').length, 3)
    assert.equal((await shop.stripe.refunds()).length, 3)
  })
})

describe('money out in the books', () => {
  const CASH_OUT = { method: 'cash', direction: 'out' } as const
  const payOut = (shop: Shop, amount: number, principal: Principal) =>
    recordPayment(shop.ctx, principal, '1001', { ...CASH_OUT, amount }, randomUUID())

  test('counts against a person’s maxRefund together with refunds, whichever comes first', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(2_000)
    const principal = person({ maxRefund: 500 })
    await payOut(shop, 300, principal)
    assert.equal((await refusalOf(shop.refund(payment, 201, { principal }))).code, 'exceeds_permission')
    await shop.refund(payment, 150, { principal })
    assert.equal((await refusalOf(payOut(shop, 51, principal))).code, 'exceeds_permission')
    await payOut(shop, 50, principal)
    await payOut(shop, 500, person({ maxRefund: 500, actor: { id: 'user_2', name: 'Sam' } }))
    await payOut(shop, 5_000, HOST)
    await recordPayment(shop.ctx, principal, '1001', { method: 'cash', direction: 'in', amount: 5_000 }, randomUUID())
  })

  test('goes on counting when it is removed', async () => {
    await using shop = await openShop()
    const principal = person({ maxRefund: 500 })
    const { id } = await payOut(shop, 500, principal)
    await removePayment(shop.ctx, principal, '1001', id)
    assert.equal((await refusalOf(payOut(shop, 1, principal))).code, 'exceeds_permission')
  })

  test('counts what came in and is removed, so that no cap is freed by removing rows, but no correction of one’s own mistake', async () => {
    await using shop = await openShop()
    const takeIn = (amount: number, who: Principal) =>
      recordPayment(shop.ctx, who, '1001', { method: 'cash', direction: 'in', amount }, randomUUID())
    const remove = (id: string, who: Principal) => removePayment(shop.ctx, who, '1001', id)
    const principal = person({ maxRefund: 500 })
    const colleague = person({ actor: { id: 'user_2', name: 'Sam' } })
    const [mistake, old] = [await takeIn(5_000, principal), await takeIn(200, principal)]
    const [theirs, large] = [await takeIn(250, colleague), await takeIn(501, HOST)]

    await shop.pass(14 * 60)
    await remove(mistake.id, principal)
    assert.deepEqual(await refusalOf(remove(large.id, principal)), { code: 'exceeds_permission', refundLeft: 500 })
    await remove(theirs.id, principal)
    await shop.pass(2 * 60)
    await remove(old.id, principal)
    await remove(old.id, principal)
    assert.deepEqual(await refusalOf(payOut(shop, 51, principal)), { code: 'exceeds_permission', refundLeft: 50 })
    await remove(large.id, colleague)
    await payOut(shop, 50, principal)
    await shop.pass(24 * 3600)
    await payOut(shop, 500, principal)
  })

  test('needs the permission to refund besides the one to record', async () => {
    await using shop = await openShop()
    assert.equal((await refusalOf(payOut(shop, 1, person({ permissions: ['record'] })))).code, 'forbidden')
    await payOut(shop, 1, person({ permissions: ['record', 'refund'] }))
  })
})
