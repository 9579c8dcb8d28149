/** Stripe may say only by the payment intent which charge a refund is of. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as z from 'zod'
import { syncInvoice } from '../../../server/reconciliation/sync-invoice.ts'
import { reconcileStore } from '../../../server/reconciliation/reconcile-store.ts'
import { HOST, openShop, type Shop } from '../../support/shop.ts'

const Refund = z.looseObject({ object: z.literal('refund'), charge: z.string() })

/** The answer with every refund in it naming only its payment intent. */
function withoutCharge(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutCharge)
  if (typeof value !== 'object' || value === null) return value
  const refund = Refund.safeParse(value).data
  return refund === undefined
    ? Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, withoutCharge(inner)]))
    : { ...refund, charge: null }
}

const fetchWithoutCharge: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init)
  return Response.json(withoutCharge(await answer.json()), { status: answer.status, headers: { 'request-id': 'req_1' } })
}

const refunds = async (shop: Shop) =>
  (await shop.tab()).payments.flatMap(({ refund, charge, amount }) => (refund === null ? [] : [[refund.id, charge, amount]]))

describe('a refund that names only its payment intent', () => {
  test('is recorded from its event', async () => {
    await using shop = await openShop({ fetch: fetchWithoutCharge })
    const { charge } = await shop.paid(1_000)
    const refund = await shop.stripe.refund(charge, 300)
    const events = (await shop.stripe.newEvents()).filter(({ type }) => type === 'refund.created')
    await shop.deliver(events.map((event) => ({ ...event, data: { object: { ...event.data.object, charge: null } } })))
    assert.deepEqual(await refunds(shop), [[refund, charge, -300]])
    assert.deepEqual(shop.logged, [])
  })

  test('is recorded where its charge is compared', async () => {
    await using shop = await openShop({ fetch: fetchWithoutCharge })
    const { charge } = await shop.paid(1_000)
    const refund = await shop.stripe.refund(charge, 300)
    assert.partialDeepStrictEqual(await syncInvoice(shop.ctx, HOST, '1001'), { matches: true, recorded: 1 })
    assert.deepEqual(await refunds(shop), [[refund, charge, -300]])
  })

  test('is found by a reconciliation, and what was asked for here is recorded too', async () => {
    await using shop = await openShop({ fetch: fetchWithoutCharge })
    const { charge, payment } = await shop.paid(1_000)
    assert.equal((await shop.refund(payment, 100)).status, 'succeeded')
    const refund = await shop.stripe.refund(charge, 300)
    const report = await reconcileStore(shop.ctx, 'default', {
      everything: true,
      onProgress: () => {},
      stopping: new AbortController().signal,
    })
    assert.partialDeepStrictEqual(report, { unreadable: 0, refunds: { recorded: { count: 1 }, unexplained: { count: 0 } } })
    assert.ok((await refunds(shop)).some(([id]) => id === refund))
  })
})
