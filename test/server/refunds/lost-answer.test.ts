import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import Stripe from 'stripe'
import { attemptRefund } from '../../../server/refunds/attempt.ts'
import { readOperatorStats } from '../../../server/health/operator-stats.ts'
import type { GatewayCtx } from '../../../server/stripe/gateway-ctx.ts'
import { StripeUnavailable } from '../../../server/context/errors.ts'
import { standAt } from '../../support/database-clock.ts'
import { STRIPE_KEY } from '../../support/played-stripe.ts'
import { takeLease } from '../../../server/sync/queries.ts'
import { refundOf } from '../../support/answers.ts'
import { SECOND, shopWithLostRefund, unreadable } from './lost-answer.ts'
import { HOST, openShop } from '../../support/shop.ts'

const LIST = 'GET /v1/refunds'

describe('a refund whose answer is not known', () => {
  for (const [when, hours] of [
    ['five seconds after it was reserved', 5 * SECOND],
    ['twelve hours after it was reserved', 12],
    ['until a second before 23 hours are over', 23 - SECOND],
  ] as const)
    test(`is requested again, with the same key, ${when}`, async () => {
      await using opened = await shopWithLostRefund('before')
      const { shop, refund } = opened
      await refund.at(hours)
      const requests = await shop.stripe.newRequests()
      assert.deepEqual(
        requests.map(({ method, path, idempotencyKey }) => [method, path, idempotencyKey]),
        [
          ['GET', '/v1/refunds', null],
          ['POST', '/v1/refunds', `jeweltrak_refund_${refund.id}`],
        ],
      )
      assert.equal((await shop.row(refund.id)).status, 'succeeded')
      assert.equal((await shop.stripe.refunds()).length, 1)
    })

  test('is found where Stripe had made it, and not requested again', async () => {
    await using opened = await shopWithLostRefund('after')
    const { shop, refund } = opened
    await refund.at(23 - SECOND)
    assert.deepEqual(await refund.requests(), [LIST])
    assert.equal((await shop.row(refund.id)).status, 'succeeded')
    assert.equal((await shop.stripe.refunds()).length, 1)
  })

  test('is searched for and never requested from 23 hours on, and its amount stays reserved until 25', async () => {
    await using opened = await shopWithLostRefund('before')
    const { shop, refund } = opened
    for (const hours of [23, 24, 24 + SECOND, 25 - SECOND]) {
      await refund.at(hours)
      assert.deepEqual(await refund.requests(), [LIST])
      assert.equal((await shop.row(refund.id)).status, 'processing')
      assert.equal((await shop.row(refund.original)).refundable, 400)
    }
  })

  test('is not requested where the attempt began before 23 hours and Stripe’s list took until after', async () => {
    await using shop = await openShop({
      spoil: (real) => ({
        ...real,
        async listRefunds(account, charge) {
          const refunds = await real.listRefunds(account, charge)
          // The machine sleeps over the night.
          await standAt(shop.db, new Date(Date.now() + 26 * 3600 * 1000))
          return refunds
        },
      }),
    })
    const { payment } = await shop.paid(1_000)
    await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 502 } })
    const { id } = await shop.refund(payment, 600)
    await shop.stripe.faults({})
    await shop.stripe.newRequests()
    await shop.pass(5)
    assert.deepEqual(
      (await shop.stripe.newRequests()).map(({ method }) => method),
      ['GET'],
    )
    assert.equal((await shop.row(id)).status, 'processing')
    assert.deepEqual(
      (await shop.waiting()).map(({ key }) => key),
      [`refund ${id}`],
    )
  })

  test('would be paid twice if it were requested once Stripe forgot the key; it is not', async () => {
    await using opened = await shopWithLostRefund('after')
    const { shop, refund } = opened
    await unreadable(shop, true)
    for (const hours of [23, 23.9, 24.1, 24.5]) await refund.at(hours)
    assert.deepEqual(await refund.requests(), [LIST])
    await unreadable(shop, false)
    assert.equal((await shop.stripe.refunds()).length, 1)

    // What a request would have done: the same words under the same key.
    const { hostname: host, port } = new URL(shop.stripe.url)
    const stripe = new Stripe(STRIPE_KEY, { host, port, protocol: 'http', maxNetworkRetries: 0 })
    const metadata = { jeweltrak_refund_request: refund.id, jeweltrak_invoice: '1001', jeweltrak_store: 'default' }
    await stripe.refunds.create(
      { charge: refund.charge, amount: 400, reason: 'requested_by_customer', metadata },
      { idempotencyKey: `jeweltrak_refund_${refund.id}` },
    )
    assert.equal((await shop.stripe.refunds()).length, 2)

    // Both would be in the books, each once, and the second shown to a person.
    await refund.at(24.6)
    const tab = await shop.tab()
    assert.deepEqual(
      tab.payments.map(({ amount, status }) => [amount, status]).toSorted(([one], [other]) => Number(one) - Number(other)),
      [
        [-600, 'succeeded'],
        [-400, 'succeeded'],
        [1_000, 'succeeded'],
      ],
    )
    assert.deepEqual(
      tab.attention.map(({ code }) => code),
      ['over_refunded'],
    )
  })

  test('is released at 25 hours, and not before, by a complete list without it: audited, and its amount given back', async () => {
    await using opened = await shopWithLostRefund('before')
    const { shop, refund } = opened
    await refund.at(25 - SECOND)
    assert.equal((await shop.row(refund.id)).status, 'processing')
    await refund.at(25)
    assert.deepEqual(await refund.requests(), [LIST])
    const tab = await shop.tab()
    assert.deepEqual(
      tab.payments.map((row) => [row.amount, row.refundable]),
      [[1_000, 1_000]],
    )
    assert.deepEqual(tab.attention, [])
    assert.partialDeepStrictEqual((await shop.audit()).at(-1), {
      action: 'refund_rejected',
      payment: refund.id,
      amount: -600,
      data: { state: 'released' },
    })
    assert.equal((await readOperatorStats(shop.ctx)).openRefundRequests, 0)
    await shop.pass(3600)
    assert.deepEqual(await refund.requests(), [])
    assert.deepEqual(await shop.waiting(), [])
    assert.equal((await shop.refund(refund.original, 1_000)).status, 'succeeded')
  })

  test('is recorded at 25 hours where the list has it, if only on its second page', async () => {
    await using opened = await shopWithLostRefund('after')
    const { shop, refund } = opened
    for (let made = 0; made < 100; made += 1) await shop.stripe.refund(refund.charge, 1)
    await refund.at(25)
    assert.deepEqual(await refund.requests(), [LIST])
    assert.equal((await shop.row(refund.id)).status, 'succeeded')
    assert.equal((await shop.row(refund.original)).refundable, 300)
    assert.equal((await shop.audit()).filter(({ action }) => action === 'refund_rejected').length, 0)
  })

  test('is not released by a list that breaks off', async () => {
    await using opened = await shopWithLostRefund('before')
    const { shop, refund } = opened
    const broken: GatewayCtx = {
      ...shop.ctx,
      gateway: { ...shop.ctx.gateway, listRefunds: () => Promise.reject(new StripeUnavailable('the second page did not come')) },
    }
    await standAt(shop.db, new Date(Date.now() + 26 * 3600 * 1000))
    await attemptRefund(broken, refund.id)
    assert.equal((await shop.row(refund.id)).status, 'processing')
  })

  test('is never requested where its first attempt comes after 23 hours', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await takeLease(shop.db, 'default', charge, 'of another call')
    const row = await refundOf({ ...shop.ctx, leaseWait: 0 }, HOST, '1001', { payment, amount: 600, reason: 'duplicate' }, 'k')
    const methods = async (): Promise<string[]> => (await shop.stripe.newRequests()).map(({ method }) => method)
    await shop.age(row.id, 23.5)
    await methods()
    await shop.pass(20)
    assert.deepEqual(await methods(), ['GET'])
    await shop.age(row.id, 25.5)
    await shop.pass(30)
    assert.equal((await shop.tab()).payments.length, 1)
  })
})
