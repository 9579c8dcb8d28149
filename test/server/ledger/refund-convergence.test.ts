import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { applyEvent } from '../../../server/inbox/apply.ts'
import { requestRefund } from '../../../server/refunds/request.ts'
import { syncInvoice } from '../../../server/reconciliation/sync-invoice.ts'
import type { GatewayCtx } from '../../../server/stripe/gateway-ctx.ts'
import { refundOf } from '../../support/answers.ts'
import { HOST, openShop, person } from '../../support/shop.ts'

const body = (payment: string, amount: number) => ({ payment, amount, reason: 'requested_by_customer' as const })

describe('the webhook and the answer of one refund', () => {
  test('meet in one row when the webhook comes first', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    const seen: string[] = []
    const slow: GatewayCtx = {
      ...shop.ctx,
      gateway: {
        ...shop.ctx.gateway,
        async createRefund(...call) {
          const answer = await shop.ctx.gateway.createRefund(...call)
          const refunds = (await shop.stripe.newEvents()).filter((event) => event.type === 'refund.created')
          await shop.deliver(refunds)
          seen.push(...(await shop.tab()).payments.map((row) => row.id))
          return answer
        },
      },
    }
    const row = await refundOf(slow, person(), '1001', body(payment, 400), 'k')
    assert.ok(seen.includes(row.id), 'the webhook has found the request and used its id')
    assert.partialDeepStrictEqual(row, { status: 'succeeded', recordedBy: { name: 'Robin', via: 'widget' } })
    assert.equal((await shop.tab()).payments.length, 2)
    const recorded = (await shop.audit()).filter((entry) => entry.action === 'stripe_refund_recorded')
    assert.partialDeepStrictEqual(recorded, [{ payment: row.id, actor: { name: 'Robin', via: 'widget' }, data: { foundBy: 'webhook' } }])
  })

  test('meet when charge.refunded comes while Stripe is being called: it waits, and the charge is compared once', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    await shop.stripe.newRequests()
    const slow: GatewayCtx = {
      ...shop.ctx,
      gateway: {
        ...shop.ctx.gateway,
        async createRefund(...call) {
          const answer = await shop.ctx.gateway.createRefund(...call)
          await shop.deliver((await shop.stripe.newEvents()).filter((event) => event.type === 'charge.refunded'))
          return answer
        },
      },
    }
    await requestRefund(slow, HOST, '1001', body(payment, 400), 'k')
    const requested = async () => (await shop.stripe.newRequests()).map(({ method, path }) => `${method} ${path.split('/')[2]}`).toSorted()
    assert.deepEqual(await requested(), ['POST refunds'])
    await shop.pass(2)
    assert.deepEqual(await requested(), ['GET charges', 'GET disputes', 'GET refunds'])
    await shop.pass(60)
    assert.deepEqual(await requested(), [])
    assert.equal((await shop.tab()).payments.length, 2)
  })

  test('a refund that names a rejected request is recorded, and the request with it', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await shop.stripe.refund(charge, 600)
    await assert.rejects(shop.refund(payment, 500, { key: 'k' }), { code: 'stripe_refused' })
    const id = (await shop.audit()).find((entry) => entry.action === 'refund_rejected')?.payment ?? ''
    const [first] = await shop.stripe.refunds()
    await shop.stripe.moveRefund(first?.id ?? '', { status: 'failed' })
    await shop.deliver()
    await shop.stripe.refund(charge, 500, { metadata: { jeweltrak_refund_request: id } })
    await shop.deliver()
    assert.partialDeepStrictEqual(await shop.row(id), { status: 'succeeded', amount: -500, recordedBy: { name: 'Robin', via: 'widget' } })
    assert.equal((await shop.refund(payment, 500, { key: 'k' })).id, id, 'its key now answers with the row')
    assert.deepEqual((await shop.tab()).attention, [])
  })

  const strangers: [string, number][] = [
    ['a second refund that names a request', 300],
    ['a refund of another amount that names a request', 299],
  ]
  for (const [name, amount] of strangers) {
    test(`${name} has its own row and is raised to a person`, async () => {
      await using shop = await openShop()
      const { charge, payment } = await shop.paid(1_000)
      const row = await shop.refund(payment, 300)
      const other = await shop.stripe.refund(charge, amount, { metadata: { jeweltrak_refund_request: row.id } })
      await shop.deliver()
      const own = (await shop.tab()).payments.find((one) => one.refund?.id === other)
      assert.partialDeepStrictEqual(own, { amount: -amount, recordedBy: { name: null, via: 'stripe_dashboard' } })
      assert.notEqual(own?.id, row.id)
      assert.partialDeepStrictEqual((await shop.tab()).attention, [{ code: 'over_refunded', charge, payment: own?.id }])
    })
  }

  for (const name of ['another charge', 'another amount'] as const) {
    test(`a refund of ${name} that names an open request leaves it open`, async () => {
      await using shop = await openShop()
      const { charge, payment } = await shop.paid(1_000)
      const other = await shop.paid(1_000)
      await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 500 } })
      const row = await shop.refund(payment, 300)
      await shop.stripe.faults({})
      const [of, amount] = name === 'another charge' ? [other.charge, 300] : [charge, 299]
      await shop.stripe.refund(of, amount, { metadata: { jeweltrak_refund_request: row.id } })
      await shop.deliver()
      assert.equal((await shop.row(row.id)).status, 'processing')
      assert.partialDeepStrictEqual((await shop.tab()).attention, [{ code: 'over_refunded', charge: of }])
      await shop.pass(5)
      assert.equal((await shop.row(row.id)).status, 'succeeded')
    })
  }
})

test('the events of an unmatched charge, applied at once, make one row for each refund', async () => {
  await using shop = await openShop()
  const charge = await shop.stripe.pay('2001', 1_000)
  await shop.deliver()
  for (let round = 0; round < 5; round += 1) {
    await shop.stripe.moveRefund(await shop.stripe.refund(charge, 100), { reference: '7451' })
    const events = (await shop.stripe.newEvents()).flatMap((event) => [event, { ...event, id: `${event.id}_again` }])
    for (const event of events) await shop.accept(event)
    await Promise.all(events.map((event) => applyEvent(shop.ctx, { account: '', id: event.id })))
  }
  assert.deepEqual(shop.logged, [])
  await shop.put('2001')
  assert.equal((await shop.tab('2001')).invoice.paid, 500)
  assert.equal((await shop.tab('2001')).payments.length, 6)
})

test('no two calls about one charge overlap, whatever calls for them', async () => {
  await using shop = await openShop()
  const { charge, payment } = await shop.paid(1_000)
  const refund = await shop.stripe.refund(charge, 100, { outcome: 'pending' })
  const [created] = await shop.stripe.newEvents()
  await shop.stripe.moveRefund(refund, { status: 'requires_action' })
  await shop.deliver()
  await shop.stripe.dispute(charge, { inquiry: true })
  await shop.stripe.refund(charge, 50)
  const events = [created, ...(await shop.stripe.newEvents()).filter((event) => event.type !== 'refund.created')].flatMap(
    (event) => event ?? [],
  )
  await shop.stripe.newRequests()
  await shop.stripe.faults({ api: { latencyMs: 50 } })
  for (const event of events) await shop.accept({ ...event, id: `${event.id}_late` })
  const account = ''
  await Promise.all([
    shop.refund(payment, 100),
    shop.refund(payment, 100),
    syncInvoice(shop.ctx, HOST, '1001'),
    ...events.map((event) => applyEvent(shop.ctx, { account, id: `${event.id}_late` })),
  ])
  // What is fetched for the whole store keeps nobody away from a charge.
  const ofTheStore = new Set(['/v1/charges/search', '/v1/events', '/v1/checkout/sessions'])
  const calls = (await shop.stripe.newRequests())
    .filter(({ path }) => !ofTheStore.has(path))
    .toSorted((one, other) => one.startedOrder - other.startedOrder)
  assert.ok(new Set(calls.map((call) => call.path)).size >= 5, 'a refund, the list, the charge, the dispute and the refund that is unclear')
  for (const [index, call] of calls.entries())
    assert.ok(
      index === 0 || (calls[index - 1]?.endedOrder ?? Infinity) < call.startedOrder,
      `${call.path} overlaps ${calls[index - 1]?.path}`,
    )
})
