/** One charge of which much is wanted at once. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { applyEvent } from '../../../server/inbox/apply.ts'
import { doDue, takeDue } from '../../../server/jobs/due-work.ts'
import { untilIs } from '../../support/until.ts'
import { openShop, type Shop } from '../../support/shop.ts'

const refundRows = async (shop: Shop) => (await shop.tab()).payments.filter(({ refund }) => refund !== null)

describe('of a charge that many refund at once', () => {
  test('a few refunds are made by their own calls, the others are answered as processing at once and made in one turn', async () => {
    const slow = Promise.withResolvers<void>()
    await using shop = await openShop({
      spoil: (real) => ({ ...real, createRefund: (...call) => slow.promise.then(() => real.createRefund(...call)) }),
    })
    const { payment } = await shop.paid(10_000)
    let processing = 0
    const calls = Array.from({ length: 12 }, async () => {
      const row = await shop.refund(payment, 100)
      if (row.status === 'processing') processing += 1
      return row
    })
    await untilIs(() => processing, 9)
    slow.resolve()
    const rows = await Promise.all(calls)
    assert.equal(rows.filter(({ status }) => status === 'succeeded').length, 3)
    await shop.pass(3)
    assert.deepEqual(
      (await refundRows(shop)).map(({ id, status }) => [id, status]).toSorted(),
      rows.map(({ id }) => [id, 'succeeded']).toSorted(),
    )
  })

  test('Stripe’s list of refunds is read once for all refund events of a charge', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(10_000)
    for (let made = 0; made < 5; made += 1) await shop.stripe.refund(charge, 100)
    const events = (await shop.stripe.newEvents()).filter(({ type }) => type === 'charge.refunded')
    await shop.stripe.newRequests()
    await shop.deliver(events)
    assert.equal((await refundRows(shop)).length, 5)
    assert.equal((await shop.stripe.newRequests()).filter(({ path }) => path === '/v1/refunds').length, 1)
  })

  test('an event that brings nothing new takes no locks', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(10_000)
    await shop.stripe.refund(charge, 100)
    const events = (await shop.stripe.newEvents()).filter(({ type }) => type === 'refund.created')
    await shop.deliver(events)
    await shop.db.transaction().execute(async (tx) => {
      await tx.selectFrom('charges').selectAll().where('id', '=', charge).forUpdate().execute()
      for (const event of events) {
        const again = { ...event, id: `${event.id}_again` }
        await shop.accept(again)
        await applyEvent(shop.ctx, { account: '', id: again.id })
      }
      assert.deepEqual(await shop.waiting(), [])
    })
  })

  test('events that a turn does not begin, as the server stops, are due as before', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(10_000)
    for (let made = 0; made < 3; made += 1) await shop.stripe.refund(charge, 100)
    for (const event of await shop.stripe.newEvents()) await shop.accept(event)
    await shop.db.updateTable('events').set({ alone: true }).execute()
    const [unit] = await takeDue(shop.ctx, 1)
    assert.ok(unit !== undefined)
    await doDue(shop.ctx, unit, AbortSignal.abort())
    const events = await shop.db.selectFrom('events').select(['attempts', 'claimed_by']).where('state', '=', 'waiting').execute()
    assert.ok(events.length >= 6)
    assert.deepEqual(new Set(events.map(({ attempts, claimed_by }) => `${attempts} ${String(claimed_by)}`)), new Set(['0 null']))
    await shop.work()
    assert.equal((await refundRows(shop)).length, 3)
  })
})
