import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { attemptRefund } from '../../../server/refunds/attempt.ts'
import type { GatewayCtx } from '../../../server/stripe/gateway-ctx.ts'
import { refundOf } from '../../support/answers.ts'
import { HOST, openShop, refusalOf, type Shop } from '../../support/shop.ts'

type Faults = Parameters<Shop['stripe']['faults']>[0]['api']

/** What may become of an attempt: Stripe acts or not, and what of its answer arrives. */
const UNKNOWN: readonly { readonly name: string; readonly api: Faults; readonly acted: boolean }[] = [
  { name: 'the connection is cut before Stripe hears of it', api: { failBefore: 1 }, acted: false },
  { name: 'the connection is cut after Stripe acted', api: { failAfter: 1 }, acted: true },
  { name: 'Stripe answers 500 and did nothing', api: { failBefore: 1, status: 500 }, acted: false },
  { name: 'Stripe answers 500 and acted', api: { failAfter: 1, status: 500 }, acted: true },
  { name: 'Stripe fails after it acted, and keeps that 500 under the key', api: { crashAfter: 1 }, acted: true },
  { name: 'Stripe answers 429', api: { failBefore: 1, status: 429 }, acted: false },
  { name: 'Stripe answers 409', api: { failBefore: 1, status: 409 }, acted: false },
  { name: 'Stripe answers 401', api: { failBefore: 1, status: 401 }, acted: false },
  { name: 'something on the way answers 400', api: { failBefore: 1, status: 400 }, acted: false },
  { name: 'Stripe answers 403', api: { failBefore: 1, status: 403 }, acted: false },
  { name: 'something on the way answers 404', api: { failAfter: 1, status: 404 }, acted: true },
]

describe('while Stripe’s answer is unknown', () => {
  for (const { name, api, acted } of UNKNOWN) {
    test(`${name}: the refund stays reserved, then is found or made, once`, async () => {
      await using shop = await openShop()
      const { payment } = await shop.paid(1_000)
      await shop.stripe.faults({ api: { method: 'POST', ...api } })
      const row = await shop.refund(payment, 600)
      assert.partialDeepStrictEqual(row, {
        status: 'processing',
        amount: -600,
        refund: { id: null, original: payment },
      })
      assert.equal((await shop.stripe.refunds()).length, acted ? 1 : 0)
      assert.deepEqual(await refusalOf(shop.refund(payment, 401)), { code: 'amount_exceeds_refundable', refundable: 400 })
      assert.equal((await shop.tab()).invoice.paid, 1_000, 'what is processing is not counted')
      await shop.stripe.faults({})
      const [retry] = await shop.waiting()
      assert.ok(retry?.key === `refund ${row.id}` && retry.seconds <= 5)

      await shop.stripe.newRequests()
      await shop.pass(5)
      const calls = (await shop.stripe.newRequests()).map(({ method, path }) => `${method} ${path}`)
      assert.deepEqual(calls, acted ? ['GET /v1/refunds'] : ['GET /v1/refunds', 'POST /v1/refunds'])
      assert.partialDeepStrictEqual(await shop.row(row.id), {
        id: row.id,
        status: 'succeeded',
        amount: -600,
        recordedBy: { name: 'Robin', via: 'widget' },
      })
      assert.equal((await shop.stripe.refunds()).length, 1)
      assert.deepEqual(await shop.waiting(), [])
      const recorded = (await shop.audit()).filter((entry) => entry.action === 'stripe_refund_recorded')
      assert.deepEqual(
        recorded.map((entry) => entry.data['foundBy']),
        [acted ? 'reconciliation' : 'api'],
      )
    })
  }

  test('every attempt of a request carries the same key and the same parameters', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 503, times: 3 } })
    await shop.refund(payment, 600)
    for (const wait of [5, 5, 10]) await shop.pass(wait)
    const attempts = (await shop.stripe.newRequests()).filter((request) => request.method === 'POST')
    assert.equal(attempts.length, 4)
    assert.equal(new Set(attempts.map((attempt) => JSON.stringify([attempt.idempotencyKey, attempt.params]))).size, 1)
  })

  test('the waits grow to at most five minutes, also while the list can’t be read', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    await shop.stripe.faults({ api: { failBefore: 1, status: 503 } })
    await shop.refund(payment, 600)
    const waits: number[] = []
    for (let turn = 0; turn < 12; turn += 1) {
      const seconds = (await shop.waiting())[0]?.seconds ?? 0
      waits.push(seconds)
      await shop.pass(seconds + 1)
    }
    assert.ok((waits[0] ?? 0) <= 5)
    assert.deepEqual(
      waits,
      waits.toSorted((one, other) => one - other),
    )
    assert.equal(waits.at(-1), 300)
  })

  test('a refusal of a retry is definite once Stripe’s list lacks the refund 15 minutes after the last unanswered attempt', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 502 } })
    const row = await shop.refund(payment, 600, { key: 'k' })
    await shop.stripe.faults({})
    await shop.stripe.refund(charge, 500)
    await shop.pass(14 * 60)
    assert.equal((await shop.row(row.id)).status, 'processing', 'a refusal that came too early')
    // No attempt that was answered delays it.
    await shop.pass(60)
    assert.deepEqual((await shop.tab()).payments.map((one) => one.amount).toSorted(), [-500, 1_000])
    assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 500 })
    assert.equal((await shop.audit()).find((entry) => entry.action === 'refund_rejected')?.payment, row.id)
    assert.equal((await refusalOf(shop.refund(payment, 600, { key: 'k' }))).code, 'stripe_refused')
    assert.deepEqual(await shop.waiting(), [])
  })

  test('the 15 minutes count from the last attempt that went unanswered', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 502 } })
    const row = await shop.refund(payment, 600)
    await shop.pass(10 * 60)
    await shop.stripe.faults({})
    await shop.stripe.refund(charge, 500)
    await shop.pass(10 * 60)
    assert.equal((await shop.row(row.id)).status, 'processing')
    await shop.pass(5 * 60)
    assert.deepEqual((await shop.tab()).payments.map((one) => one.amount).toSorted(), [-500, 1_000])
  })

  test('a definite refusal proves nothing after an attempt that went unanswered', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 502 } })
    const row = await shop.refund(payment, 600)
    await shop.stripe.faults({})
    await shop.stripe.refund(charge, 500)
    await shop.pass(5)
    assert.equal((await shop.row(row.id)).status, 'processing')
    assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 0 }, 'its amount stays reserved')
  })

  test('a 401 after a lost answer proves nothing, and the refund is found', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    const silent: GatewayCtx = {
      ...shop.ctx,
      gateway: {
        ...shop.ctx.gateway,
        createRefund: async (...call) => (await shop.ctx.gateway.createRefund(...call), { kind: 'lost', because: 'timeout' }),
        listRefunds: () => Promise.resolve([]),
      },
    }
    const row = await refundOf(silent, HOST, '1001', { payment, amount: 600, reason: 'duplicate' }, 'k')
    await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 401 } })
    await attemptRefund(silent, row.id)
    assert.equal((await shop.row(row.id)).status, 'processing')
    await shop.stripe.faults({})
    await shop.pass(10)
    assert.equal((await shop.row(row.id)).status, 'succeeded')
    assert.equal((await shop.stripe.refunds()).length, 1)
  })

  test('a refund that got a row of its own, as its metadata was taken away, ends its request once Stripe says which it is', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    await shop.stripe.faults({ api: { method: 'POST', failAfter: 1, status: 500 } })
    await shop.refund(payment, 600)
    await shop.stripe.faults({})
    const created = (await shop.stripe.newEvents()).filter((event) => event.type === 'refund.created')
    await shop.deliver(created.map((event) => ({ ...event, data: { object: { ...event.data.object, metadata: {} } } })))
    await shop.pass(5)
    const { payments } = await shop.tab()
    assert.deepEqual(
      payments.map((row) => [row.amount, row.status, row.refundable]),
      [
        [1_000, 'succeeded', 400],
        [-600, 'succeeded', null],
      ],
    )
    assert.deepEqual(await shop.waiting(), [])
  })

  test('it keeps back no other refund of the charge', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 502 } })
    const open = await shop.refund(payment, 600)
    await shop.stripe.faults({})
    assert.equal((await shop.refund(payment, 400)).status, 'succeeded')
    assert.equal((await shop.row(open.id)).status, 'processing')
  })

  test('a process that ends between the call and its recording leaves a request that is found again', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    const dying: GatewayCtx = {
      ...shop.ctx,
      gateway: {
        ...shop.ctx.gateway,
        createRefund: async (...call) => {
          await shop.ctx.gateway.createRefund(...call)
          throw new Error('the process ends here')
        },
      },
    }
    const row = await refundOf(dying, HOST, '1001', { payment, amount: 600, reason: 'duplicate' }, 'k')
    assert.equal(row.status, 'processing')
    await attemptRefund(shop.ctx, row.id)
    assert.equal((await shop.row(row.id)).status, 'succeeded')
    assert.equal((await shop.stripe.refunds()).length, 1)
  })
})

describe('a definite refusal', () => {
  test('rejects the request, says why by Stripe’s code and in no words, gives back what was reserved, and compares the charge', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    const made = await shop.stripe.refund(charge)
    await shop.stripe.newEvents()
    const call = shop.refund(payment, 1_000)
    await assert.rejects(call, { code: 'stripe_refused', message: '', details: { stripeCode: 'charge_already_refunded' } })
    assert.equal((await shop.row(payment)).blockedBy, 'fully_refunded')
    const refunds = (await shop.tab()).payments.filter((row) => row.id !== payment)
    assert.partialDeepStrictEqual(refunds, [
      { amount: -1_000, recordedBy: { name: null, via: 'stripe_dashboard' }, refund: { id: made, original: payment } },
    ])
    const actions = (await shop.audit()).map((entry) => entry.action)
    assert.deepEqual(actions.slice(2), ['refund_requested', 'refund_rejected', 'stripe_refund_recorded'])
    assert.deepEqual(await shop.waiting(), [])
  })

  test('of more than Stripe has left is a stripe_refused without a code', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await shop.stripe.refund(charge, 300)
    assert.deepEqual(await refusalOf(shop.refund(payment, 1_000)), { code: 'stripe_refused', stripeCode: null })
    assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 700, refunded: 300 })
  })

  test('is kept although the comparison after it can’t read Stripe, which then is made up for', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await shop.stripe.refund(charge)
    await shop.stripe.faults({ api: { method: 'GET', failBefore: 1, status: 500 } })
    assert.equal((await refusalOf(shop.refund(payment, 1_000))).code, 'stripe_refused')
    await shop.stripe.faults({})
    const wanted = await shop.db.selectFrom('charges').select('compare_wanted_at').where('id', '=', charge).executeTakeFirstOrThrow()
    assert.ok(wanted.compare_wanted_at !== null)
  })

  test('after an answer that surely did nothing is definite all the same', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 429 } })
    const row = await shop.refund(payment, 600)
    await shop.stripe.faults({})
    await shop.stripe.refund(charge, 500)
    await shop.pass(5)
    assert.deepEqual((await shop.tab()).payments.map((one) => one.amount).toSorted(), [-500, 1_000])
    assert.equal((await shop.audit()).find((entry) => entry.action === 'refund_rejected')?.payment, row.id)
  })
})
