/** What people and Stripe sent us is kept for 30 days; then it is deleted, and nothing of the books with it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { replayEvent } from '../../../server/inbox/replay.ts'
import { purgeWhatWasSent } from '../../../server/jobs/purge-what-was-sent.ts'
import { openShop, type Shop } from '../../support/shop.ts'

async function afterDays(shop: Shop, days: number): Promise<void> {
  await shop.pass(days * 24 * 3600)
  await purgeWhatWasSent(shop.ctx)
}

test('the bodies of events and the idempotency keys go after 30 days; the books, and that the events came, stay', async () => {
  await using shop = await openShop()
  const { payment } = await shop.paid(1_000)
  await shop.refund(payment, 100)
  await shop.deliver()
  const { version: _, ...before } = await shop.tab()
  const kept = async () => ({
    events: await shop.db.selectFrom('events').select(['id', 'type', 'state']).orderBy('id').execute(),
    bodies: (await shop.db.selectFrom('events').select('id').where('payload', '<>', '').execute()).length,
    keys: (await shop.db.selectFrom('idempotency_keys').select('digest').execute()).length,
  })
  const { events, bodies, keys } = await kept()
  assert.ok(bodies === events.length && bodies > 0 && keys === 1)
  await afterDays(shop, 29.9)
  assert.deepEqual(await kept(), { events, bodies, keys })
  await afterDays(shop, 0.2)
  assert.deepEqual(await kept(), { events, bodies: 0, keys: 0 })
  const { version: __, ...after } = await shop.tab()
  assert.deepEqual(after, before)
})

test('an event that is dead and has no body any more is replayed by what Stripe says of its charge', async () => {
  await using shop = await openShop()
  const { charge } = await shop.paid(1_000)
  await shop.stripe.refund(charge, 300)
  const event = (await shop.stripe.newEvents()).find(({ type }) => type === 'refund.created')
  assert.ok(event !== undefined)
  await shop.accept(event)
  await shop.db.updateTable('events').set({ state: 'dead' }).where('id', '=', event.id).execute()
  await afterDays(shop, 31)
  assert.equal((await shop.tab()).invoice.paid, 1_000)
  assert.equal(await replayEvent(shop.ctx, { account: '', id: event.id }), 'applied')
  assert.equal((await shop.tab()).invoice.paid, 700)
})
