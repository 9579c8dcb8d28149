import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { KyselyPlugin } from 'kysely'
import { readRequest } from '../../../server/refunds/queries.ts'
import { closeWithoutRefund } from '../../../server/ledger/close-without-refund.ts'
import { paymentOf, refundOf } from '../../support/answers.ts'
import { recordPayment } from '../../../server/ledger/record-payment.ts'
import { removePayment } from '../../../server/ledger/remove-payment.ts'
import { HOST, openShop, person, refusalOf, type Shop } from '../../support/shop.ts'

describe('an idempotency key', () => {
  test('makes one refund of two calls at the same moment', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    const rows = await Promise.all([1, 2, 3, 4].map(() => shop.refund(payment, 100, { key: 'once' })))
    assert.equal(new Set(rows.map((row) => row.id)).size, 1)
    assert.equal((await shop.stripe.refunds()).length, 1)
  })

  test('answers later with what has become of its refund, as the tab shows it', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    await shop.stripe.faults({ refunds: { outcome: 'pending' } })
    const again = () => shop.refund(payment, 100, { key: 'k', principal: HOST })
    const { id, status } = await again()
    assert.equal(status, 'pending')
    const [refund] = await shop.stripe.refunds()
    for (const next of ['succeeded', 'failed'] as const) {
      await shop.stripe.moveRefund(refund?.id ?? '', { status: next })
      await shop.deliver()
      assert.deepEqual([(await again()).status, await again()], [next, await shop.row(id)])
    }
    const payOut = (amount: number) => paymentOf(shop.ctx, HOST, '1001', { method: 'cash', amount, direction: 'out', replaces: id }, null)
    await payOut(60)
    await removePayment(shop.ctx, HOST, '1001', (await payOut(30)).id)
    assert.deepEqual([(await again()).refund?.paidOut, await again()], [60, await shop.row(id)])
  })

  test('is refused with any other body, and taken on one invoice only', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    const other = await shop.paid(1_000)
    await shop.refund(payment, 100, { key: 'k' })
    const code = async (...[of, amount, more]: Parameters<Shop['refund']>): Promise<string> =>
      (await refusalOf(shop.refund(of, amount, { ...more, key: 'k' }))).code
    assert.equal(await code(payment, 101), 'idempotency_key_reused')
    assert.equal(await code(payment, 100, { reason: 'duplicate' }), 'idempotency_key_reused')
    assert.equal(await code(payment, 100, { note: 'x' }), 'idempotency_key_reused')
    assert.equal(await code(other.payment, 100), 'idempotency_key_reused')
    assert.equal(
      (await refusalOf(recordPayment(shop.ctx, person(), '1001', { method: 'cash', amount: 100, direction: 'in' }, 'k'))).code,
      'idempotency_key_reused',
    )
    await shop.put('1002')
    await recordPayment(shop.ctx, person({ invoice: '1002' }), '1002', { method: 'cash', amount: 100, direction: 'in' }, 'k')
  })

  test('belongs to who used it: another person’s, or the host’s, is another', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    const other = person({ actor: { id: 'user_2', name: 'Sam' } })
    for (const principal of [person(), other, HOST, person()]) await shop.refund(payment, 100, { key: 'k', principal })
    assert.equal((await shop.stripe.refunds()).length, 3)
  })

  test('is not taken by a refusal', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    assert.equal((await refusalOf(shop.refund(payment, 1_001, { key: 'k' }))).code, 'amount_exceeds_refundable')
    await shop.refund(payment, 1_000, { key: 'k' })
  })

  test('of a rejected refund says again why Stripe refused', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await shop.stripe.refund(charge)
    const first = await refusalOf(shop.refund(payment, 1_000, { key: 'k' }))
    assert.deepEqual(first, { code: 'stripe_refused', stripeCode: 'charge_already_refunded' })
    assert.deepEqual(await refusalOf(shop.refund(payment, 1_000, { key: 'k' })), first)
  })
})

test('a refund that is rejected while its outcome is read is not “not found”', async () => {
  await using shop = await openShop()
  const { payment } = await shop.paid(1_000)
  await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 500 } })
  const open = await shop.refund(payment, 500, { key: 'k' })
  let rejected = false
  /** Lets Stripe's refusal come at the moment at which the request has been read as open. */
  const rejecting: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (rejected || !result.rows.some((row) => row['state'] === 'open' && 'stripe_code' in row)) return result
      rejected = true
      const request = await readRequest(shop.db, open.id)
      assert.ok(request !== undefined)
      await closeWithoutRefund(shop.ctx, request, { state: 'rejected', stripeCode: 'charge_disputed', stripeMessage: 'No.' })
      return result
    },
  }
  const again = () =>
    refundOf(
      { ...shop.ctx, db: shop.db.withPlugin(rejecting) },
      person(),
      '1001',
      { payment, amount: 500, reason: 'requested_by_customer' },
      'k',
    )
  assert.partialDeepStrictEqual(await again(), { id: open.id, status: 'processing' })
  assert.ok(rejected)
  assert.deepEqual(await refusalOf(again()), { code: 'stripe_refused', stripeCode: 'charge_disputed' })
})
