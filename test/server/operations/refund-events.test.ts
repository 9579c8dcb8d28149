import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { applyEvent } from '../../../server/operations/apply-event.ts'
import { requestRefund } from '../../../server/operations/request-refund.ts'
import { syncInvoice } from '../../../server/operations/sync-invoice.ts'
import type { Services } from '../../../server/operations/services.ts'
import type { StripeEvent } from '../../support/played-stripe.ts'
import { HOST, openShop, person, type Shop } from '../../support/services.ts'

const body = (payment: string, amount: number) => ({ payment, amount, reason: 'requested_by_customer' as const })

describe('a refund made in Stripe’s dashboard', () => {
  test('has the same row, balance and audit entry as one made here, with nobody acting', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(10_000)
    const refund = await shop.stripe.refund(charge, 2_500, { reason: 'duplicate' })
    await shop.deliver()
    const row = (await shop.tab()).payments.find((one) => one.refund?.id === refund)
    assert.partialDeepStrictEqual(row, {
      method: 'stripe_refund',
      amount: -2_500,
      status: 'succeeded',
      charge,
      recordedBy: { name: null, via: 'stripe_dashboard' },
      refund: { original: payment, reason: 'duplicate' },
    })
    assert.equal((await shop.tab()).invoice.paid, 7_500)
    assert.partialDeepStrictEqual((await shop.audit()).slice(2), [
      {
        action: 'stripe_refund_recorded',
        actor: { name: null, via: 'stripe_dashboard' },
        payment: row?.id,
        refund,
        amount: -2_500,
        data: { foundBy: 'webhook' },
      },
    ])
  })

  test('is recorded from charge.refunded alone, by asking Stripe for the list', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    await shop.stripe.refund(charge, 300)
    await shop.stripe.refund(charge, 200)
    const events = await shop.stripe.newEvents()
    await shop.stripe.newRequests()
    await shop.deliver(events.filter((event) => event.type === 'charge.refunded').slice(0, 1))
    assert.equal((await shop.stripe.newRequests()).filter(({ path }) => path === '/v1/refunds').length, 1)
    assert.equal((await shop.tab()).invoice.paid, 500)
    await shop.deliver(events)
    assert.deepEqual(await shop.stripe.newRequests(), [], 'the others only confirm it, but the older sum')
    assert.equal((await shop.tab()).payments.length, 3)
  })

  test('costs no call to Stripe when the events come in their order', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await shop.stripe.newRequests()
    await shop.stripe.refund(charge, 300)
    await shop.deliver()
    await shop.refund(payment, 100)
    await shop.deliver()
    assert.deepEqual(
      (await shop.stripe.newRequests()).map(({ method, path }) => `${method} ${path}`),
      ['POST /v1/refunds'],
    )
  })

  test('of a charge whose own event was lost brings the charge along', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000)
    await shop.stripe.refund(charge, 300)
    const events = await shop.stripe.newEvents()
    await shop.deliver(events.filter((event) => event.type === 'refund.created'))
    assert.equal((await shop.tab()).invoice.paid, 700)
    await shop.deliver(events)
    assert.equal((await shop.tab()).payments.length, 2)
  })

  test('of no charge at all is none of ours, and no trouble', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    await shop.stripe.refund(charge, 300)
    const created = (await shop.stripe.newEvents()).find((event) => event.type === 'refund.created')
    assert.ok(created !== undefined)
    await shop.deliver([{ ...created, data: { object: { ...created.data.object, charge: null } } }])
    assert.deepEqual(shop.logged, [])
    assert.equal((await shop.tab()).payments.length, 1)
  })
})

describe('a refund’s life', () => {
  test('goes on here as at Stripe: pending with a reason, succeeded with the bank’s reference, failed and no longer counted', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    await shop.stripe.faults({ refunds: { outcome: 'pending' } })
    const { id, refund } = await shop.refund(payment, 400)
    const stripeId = refund?.id ?? ''
    const now = async () => ({
      row: await shop.row(id),
      paid: (await shop.tab()).invoice.paid,
      refundable: (await shop.row(payment)).refundable,
    })
    assert.partialDeepStrictEqual(await now(), {
      row: { status: 'pending', refund: { status: 'pending', pendingReason: 'processing' } },
      paid: 600,
      refundable: 600,
    })

    await shop.stripe.moveRefund(stripeId, { pendingReason: 'insufficient_funds' })
    await shop.deliver()
    assert.partialDeepStrictEqual(await now(), { row: { status: 'pending' }, paid: 600 })

    await shop.stripe.moveRefund(stripeId, { status: 'succeeded', reference: '7451' })
    await shop.deliver()
    assert.partialDeepStrictEqual(await now(), {
      row: { status: 'succeeded', refund: { pendingReason: null, reference: { value: '7451', status: 'available' } } },
      paid: 600,
    })

    await shop.stripe.moveRefund(stripeId, { status: 'failed', failureReason: 'lost_or_stolen_card' })
    await shop.deliver()
    assert.partialDeepStrictEqual(await now(), {
      row: { status: 'failed', amount: -400, refund: { failureReason: 'lost_or_stolen_card', reference: { value: '7451' } } },
      paid: 1_000,
      refundable: 1_000,
    })

    const entries = (await shop.audit()).slice(2)
    assert.deepEqual(entries.filter((entry) => entry.action === 'stripe_refund_recorded').length, 1)
    const changes = entries.filter((entry) => entry.action === 'stripe_refund_changed')
    assert.partialDeepStrictEqual(changes.at(-1), {
      payment: id,
      refund: stripeId,
      actor: { name: null, via: 'stripe' },
      data: { from: 'succeeded', to: 'failed' },
    })
    await shop.refund(payment, 1_000)
  })

  test('canceled gives the money back to the charge', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    const refund = await shop.stripe.refund(charge, 400, { outcome: 'requires_action' })
    await shop.deliver()
    assert.equal((await shop.tab()).invoice.paid, 600)
    assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 600, refunded: 0 })
    await shop.stripe.moveRefund(refund, { status: 'canceled' })
    await shop.deliver()
    assert.equal((await shop.tab()).payments.find((row) => row.refund?.id === refund)?.status, 'canceled')
    assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 1_000 })
  })

  test('a move between two states of one rank has Stripe asked, and again where it can’t be read', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    const refund = await shop.stripe.refund(charge, 400, { outcome: 'pending' })
    const [created] = await shop.stripe.newEvents()
    assert.ok(created !== undefined)
    await shop.stripe.moveRefund(refund, { status: 'requires_action' })
    await shop.deliver()
    await shop.stripe.newRequests()
    await shop.stripe.faults({ api: { failBefore: 1, status: 500 } })
    await shop.deliver([created])
    const status = async () => (await shop.tab()).payments.find((row) => row.refund?.id === refund)?.status
    assert.equal(await status(), 'requires_action', 'the older news does not win')
    const [retry] = shop.waiting()
    assert.equal(retry?.key, `event ${created.id}`)
    await shop.stripe.faults({})
    await shop.pass(2)
    assert.deepEqual(
      (await shop.stripe.newRequests()).map(({ path }) => path),
      [`/v1/refunds/${refund}`, `/v1/refunds/${refund}`],
    )
    assert.equal(await status(), 'requires_action')
    assert.deepEqual(shop.waiting(), [])
  })
})

describe('the webhook and the answer of one refund', () => {
  test('meet in one row when the webhook comes first', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    const seen: string[] = []
    const slow: Services = {
      ...shop.s,
      stripe: {
        ...shop.s.stripe,
        async createRefund(...ask) {
          const answer = await shop.s.stripe.createRefund(...ask)
          const refunds = (await shop.stripe.newEvents()).filter((event) => event.type === 'refund.created')
          await shop.deliver(refunds)
          seen.push(...(await shop.tab()).payments.map((row) => row.id))
          return answer
        },
      },
    }
    const row = await requestRefund(slow, person(), '1001', body(payment, 400), 'k')
    assert.ok(seen.includes(row.id), 'the webhook has found the request and used its id')
    assert.partialDeepStrictEqual(row, { status: 'succeeded', recordedBy: { name: 'Robin', via: 'widget' } })
    assert.equal((await shop.tab()).payments.length, 2)
    const recorded = (await shop.audit()).filter((entry) => entry.action === 'stripe_refund_recorded')
    assert.partialDeepStrictEqual(recorded, [{ payment: row.id, actor: { name: 'Robin', via: 'widget' }, data: { foundBy: 'webhook' } }])
  })

  test('meet when charge.refunded comes while Stripe is being asked: it waits, and finds nothing left to list', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    await shop.stripe.newRequests()
    let applied: Promise<void> | undefined
    const slow: Services = {
      ...shop.s,
      stripe: {
        ...shop.s.stripe,
        async createRefund(...ask) {
          const answer = await shop.s.stripe.createRefund(...ask)
          applied = shop.deliver((await shop.stripe.newEvents()).filter((event) => event.type === 'charge.refunded'))
          return answer
        },
      },
    }
    await requestRefund(slow, HOST, '1001', body(payment, 400), 'k')
    await applied
    assert.deepEqual(
      (await shop.stripe.newRequests()).map(({ method }) => method),
      ['POST'],
    )
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
    await Promise.all(events.map((event) => applyEvent(shop.s, { account: '', id: event.id })))
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
    syncInvoice(shop.s, HOST, '1001'),
    ...events.map((event) => applyEvent(shop.s, { account, id: `${event.id}_late` })),
  ])
  const calls = (await shop.stripe.newRequests()).toSorted((one, other) => one.startedOrder - other.startedOrder)
  assert.ok(new Set(calls.map((call) => call.path)).size >= 5, 'a refund, the list, the charge, the dispute and the refund that is unclear')
  for (const [index, call] of calls.entries())
    assert.ok(
      index === 0 || (calls[index - 1]?.endedOrder ?? Infinity) < call.startedOrder,
      `${call.path} overlaps ${calls[index - 1]?.path}`,
    )
})

test('more refunded than was captured is served as nothing refundable, raised to a person, and settled when it ends', async () => {
  await using shop = await openShop()
  const { charge, payment } = await shop.paid(1_000)
  await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 500 } })
  await shop.refund(payment, 800)
  const refund = await shop.stripe.refund(charge, 900)
  await shop.deliver()
  assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 0, blockedBy: 'refund_pending' })
  assert.partialDeepStrictEqual((await shop.tab()).attention, [{ code: 'over_refunded', charge, payment: null }])
  await shop.stripe.moveRefund(refund, { status: 'failed' })
  await shop.deliver()
  assert.deepEqual((await shop.tab()).attention, [])
})

describe('the events of a payment and its refunds, in any order and doubled', () => {
  const lives: [string, (shop: Shop, charge: string) => Promise<void>][] = [
    [
      'one that is pending, succeeds and fails',
      async (shop, charge) => {
        const refund = await shop.stripe.refund(charge, 300, { outcome: 'pending' })
        await shop.stripe.moveRefund(refund, { status: 'succeeded' })
        await shop.stripe.moveRefund(refund, { status: 'failed', failureReason: 'declined' })
      },
    ],
    [
      'one that wanders between pending and requires_action, and is canceled',
      async (shop, charge) => {
        const refund = await shop.stripe.refund(charge, 300, { outcome: 'pending' })
        await shop.stripe.moveRefund(refund, { status: 'requires_action' })
        await shop.stripe.moveRefund(refund, { status: 'pending' })
        await shop.stripe.moveRefund(refund, { status: 'canceled' })
      },
    ],
    [
      'two at once, one of which is still pending',
      async (shop, charge) => {
        await shop.stripe.refund(charge, 300, { outcome: 'pending' })
        await shop.stripe.refund(charge, 200)
      },
    ],
  ]
  for (const [name, live] of lives) {
    test(`${name}: end as Stripe has it, one row and one recording each`, async () => {
      await using shop = await openShop()
      await fc.assert(
        fc.asyncProperty(fc.infiniteStream(fc.nat()), async (picks) => {
          const charge = await shop.stripe.pay('1001', 1_000)
          await live(shop, charge)
          const events = await shop.stripe.newEvents()
          const doubles = events.map((event) => ({ ...event, id: `${event.id}_again` }))
          await shop.deliver(shuffled([...events, ...doubles, ...events], picks))
          assert.deepEqual(await rowsOf(shop, charge), await stripesOf(shop, charge))
        }),
        { numRuns: 8 },
      )
      const recordings = (await shop.audit()).filter((entry) => entry.action === 'stripe_refund_recorded').map((entry) => entry.refund)
      assert.equal(new Set(recordings).size, recordings.length)
      assert.equal(recordings.length, (await shop.stripe.refunds()).length)
      assert.deepEqual((await shop.tab()).attention, [])
      assert.deepEqual(shop.logged, [])
    })
  }
})

async function rowsOf(shop: Shop, charge: string): Promise<string[]> {
  const { payments } = await shop.tab()
  return payments
    .flatMap((row) => (row.charge === charge && row.refund !== null ? [`${row.refund.id} ${-row.amount} ${row.status}`] : []))
    .toSorted()
}

async function stripesOf(shop: Shop, charge: string): Promise<string[]> {
  const refunds = await shop.stripe.refunds()
  return refunds.flatMap((refund) => (refund.charge === charge ? [`${refund.id} ${refund.amount} ${refund.status}`] : [])).toSorted()
}

function shuffled(events: readonly StripeEvent[], picks: fc.Stream<number>): StripeEvent[] {
  const left = [...events]
  return events.flatMap(() => left.splice((picks.next().value ?? 0) % left.length, 1))
}
