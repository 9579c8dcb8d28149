import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { removePayment } from '../../../server/ledger/remove-payment.ts'
import { recordPayment } from '../../../server/ledger/record-payment.ts'
import { refundOf } from '../../support/answers.ts'
import { HOST, openShop, person, refusalOf, type Shop } from '../../support/shop.ts'

describe('a refund that is requested', () => {
  test('is made once, has a row under its charge, lowers what was paid, and is in the audit log', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(10_000)
    const row = await shop.refund(payment, 2_500, { reason: 'duplicate', note: 'Charged twice' })
    assert.partialDeepStrictEqual(row, {
      method: 'stripe_refund',
      amount: -2_500,
      currency: 'usd',
      status: 'succeeded',
      charge,
      note: 'Charged twice',
      recordedBy: { name: 'Robin', via: 'widget' },
      card: { last4: '4242' },
      action: null,
      blockedBy: null,
      refundable: null,
    })
    const [made] = await shop.stripe.refunds()
    assert.partialDeepStrictEqual(made, {
      id: row.refund?.id,
      amount: 2_500,
      reason: 'duplicate',
      metadata: { jeweltrak_refund_request: row.id, jeweltrak_invoice: '1001', jeweltrak_store: 'default' },
    })
    assert.partialDeepStrictEqual(row.refund, { original: payment, reason: 'duplicate' })
    assert.partialDeepStrictEqual(await shop.tab(), { invoice: { paid: 7_500, balance: 92_500 } })
    assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 7_500, refunded: 2_500, action: 'refund' })
    const [, requested, recorded, ...rest] = (await shop.audit()).slice(1)
    assert.partialDeepStrictEqual(requested, {
      action: 'refund_requested',
      actor: { name: 'Robin', via: 'widget' },
      payment: row.id,
      charge,
      refund: null,
      amount: -2_500,
    })
    assert.partialDeepStrictEqual(recorded, {
      action: 'stripe_refund_recorded',
      actor: { name: 'Robin', via: 'widget' },
      payment: row.id,
      refund: row.refund?.id,
      amount: -2_500,
      data: { foundBy: 'api' },
    })
    assert.deepEqual(rest, [])
    await shop.deliver()
    assert.equal((await shop.audit()).length, 4, 'its webhooks add nothing')
  })

  test('may be repeated to the whole, which then is fully refunded', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    for (const amount of [400, 400, 200]) await shop.refund(payment, amount)
    assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 0, refunded: 1_000, action: null, blockedBy: 'fully_refunded' })
    assert.deepEqual(await refusalOf(shop.refund(payment, 1)), { code: 'amount_exceeds_refundable', refundable: 0 })
    assert.equal((await shop.tab()).invoice.paid, 0)
  })

  test('is requested of Stripe with one key of its own, and no call about its charge overlaps another', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    await shop.stripe.newRequests()
    await shop.stripe.faults({ api: { latencyMs: 20 } })
    await Promise.all([shop.refund(payment, 100), shop.refund(payment, 100), shop.refund(payment, 100)])
    const requests = await shop.stripe.newRequests()
    assert.deepEqual(
      requests.map(({ method, path, status }) => [method, path, status]),
      Array.from({ length: 3 }, () => ['POST', '/v1/refunds', 200]),
    )
    assert.equal(new Set(requests.map((request) => request.idempotencyKey)).size, 3)
    assertNoOverlap(requests)
  })

  test('thirty of a tenth of the charge at once: ten are made, twenty exceed it', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    const answers = await Promise.all(
      Array.from({ length: 30 }, () =>
        shop.refund(payment, 100).then(
          () => 'made',
          () => 'refused',
        ),
      ),
    )
    assert.equal(answers.filter((answer) => answer === 'made').length, 10)
    await shop.pass(3)
    assert.deepEqual(
      (await shop.stripe.refunds()).map((refund) => refund.amount),
      Array(10).fill(100),
    )
    assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 0, refunded: 1_000, blockedBy: 'fully_refunded' })
    assert.equal((await shop.tab()).payments.length, 11)
  })
})

describe('a refund is refused', () => {
  test('in the order of the codes', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    const cash = await recordPayment(shop.ctx, HOST, '1001', { method: 'cash', amount: 100, direction: 'in' }, null)
    const code = async (...call: Parameters<Shop['refund']>): Promise<string> => (await refusalOf(shop.refund(...call))).code
    assert.equal(await code('pay_none', 1), 'not_found')
    assert.equal(await code(cash.id, 0), 'not_refundable')
    assert.equal(await code(payment, 0), 'amount_not_positive')
    assert.equal(await code(payment, -5), 'amount_not_positive')
    assert.equal(await code(payment, 1_001, { principal: person({ maxRefund: 1 }) }), 'amount_exceeds_refundable')
    assert.equal(await code(payment, 2, { principal: person({ maxRefund: 1 }) }), 'exceeds_permission')
    const refund = await shop.refund(payment, 100)
    assert.equal(await code(refund.id, 1), 'not_refundable')
    await shop.stripe.dispute(charge)
    await shop.deliver()
    assert.equal(await code(payment, 0), 'charge_disputed')
    await removePayment(shop.ctx, HOST, '1001', cash.id)
    assert.equal(await code(cash.id, 1), 'not_found')
  })

  test('through an invoice that is not its payment’s, by the host and by a person alike, and Stripe is not called', async () => {
    await using shop = await openShop()
    await shop.put('1002')
    const { payment } = await shop.paid(1_000, { invoice: '1002' })
    await shop.paid(1_000)
    await shop.stripe.newRequests()
    for (const principal of [HOST, person(), person({ maxRefund: 1_000 })])
      assert.equal((await refusalOf(shop.refund(payment, 1, { principal }))).code, 'not_found')
    assert.deepEqual([await shop.stripe.newRequests(), await shop.stripe.refunds()], [[], []])
    assert.equal((await shop.tab('1002')).invoice.paid, 1_000)

    await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 503 } })
    const body = { payment, amount: 1, reason: 'requested_by_customer' } as const
    const { id } = await refundOf(shop.ctx, HOST, '1002', body, 'k')
    assert.equal((await refusalOf(shop.refund(id, 1))).code, 'not_found', 'a request that is open on the other invoice')
  })

  test('with an amount that the currency does not have', async () => {
    await using shop = await openShop()
    await shop.put('1001', { currency: 'kwd' })
    const { payment } = await shop.paid(1_000, { currency: 'kwd' })
    assert.equal((await refusalOf(shop.refund(payment, 5))).code, 'invalid_request')
    await shop.refund(payment, 10)
  })

  test('of an Interac payment, which only the reader can refund', async () => {
    await using shop = await openShop()
    await shop.put('1001', { currency: 'cad' })
    const { charge, payment } = await shop.paid(1_000, { currency: 'cad', method: 'interac' })
    assert.partialDeepStrictEqual(await shop.row(payment), {
      method: 'stripe_terminal',
      action: null,
      blockedBy: 'requires_reader',
      refundable: 1_000,
    })
    assert.equal((await refusalOf(shop.refund(payment, 0))).code, 'requires_reader')
    await shop.stripe.refund(charge, 400)
    await shop.deliver()
    assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 600, blockedBy: 'requires_reader' })
  })

  test('of a refund that is still being requested', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    await shop.stripe.faults({ api: { failBefore: 1, status: 503, method: 'POST' } })
    const row = await shop.refund(payment, 100)
    assert.equal(row.status, 'processing')
    assert.equal((await refusalOf(shop.refund(row.id, 1))).code, 'not_refundable')
    assert.equal((await refusalOf(removePayment(shop.ctx, HOST, '1001', row.id))).code, 'stripe_row_not_removable')
  })
})

function assertNoOverlap(requests: readonly { readonly startedOrder: number; readonly endedOrder: number | null }[]): void {
  const inOrder = requests.toSorted((one, other) => one.startedOrder - other.startedOrder)
  for (const [index, request] of inOrder.entries()) {
    const before = inOrder[index - 1]
    if (before !== undefined) assert.ok((before.endedOrder ?? Infinity) < request.startedOrder, 'two calls overlapped')
  }
}
