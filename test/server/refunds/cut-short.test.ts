/** An attempt at a refund that was cut short, by a crash or by another holder of the lease: the next one comes soon. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { attemptRefund } from '../../../server/refunds/attempt.ts'
import { takeLease } from '../../../server/sync/queries.ts'
import { standAt } from '../../support/database-clock.ts'
import { openShop, type Shop } from '../../support/shop.ts'

async function dueRefunds({ db }: Shop): Promise<string[]> {
  const due = db
    .selectFrom('refund_requests')
    .select('id')
    .where('state', '=', 'open')
    .where('next_attempt_at', '<=', sql<Date>`now()`)
  return (await due.execute()).map(({ id }) => id)
}

test('A refund whose server died in the middle of an attempt is due again after 15 seconds', async () => {
  const { promise: called, resolve: call } = Promise.withResolvers<void>()
  await using shop = await openShop({
    spoil: (real) => ({
      ...real,
      createRefund: () => {
        call()
        return new Promise(() => {})
      },
    }),
  })
  const { payment } = await shop.paid(1_000)
  void shop.refund(payment, 400)
  await called
  const row = (await shop.tab()).payments.find(({ method }) => method === 'stripe_refund')
  assert.ok(row !== undefined)
  assert.deepEqual(await dueRefunds(shop), [])
  await standAt(shop.db, new Date(Date.now() + 16_000))
  assert.deepEqual(await dueRefunds(shop), [row.id])
})

test('A refund whose attempt lost the charge to another is attempted again by itself within five seconds', async () => {
  await using shop: Shop = await openShop({
    spoil: (real) => ({
      ...real,
      async listRefunds(account, charge, beforeNextPage) {
        const refunds = await real.listRefunds(account, charge)
        if (isStalled) {
          isStalled = false
          await shop.pass(16)
          assert.equal(await takeLease(shop.db, 'default', charge, 'another'), true)
          await beforeNextPage?.()
        }
        return refunds
      },
    }),
  })
  let isStalled = false
  const { charge, payment } = await shop.paid(1_000)
  await shop.stripe.faults({ api: { failBefore: 1, status: 500, method: 'POST' } })
  const { id } = await shop.refund(payment, 400)
  await shop.stripe.faults({})
  isStalled = true
  await shop.pass(5)
  assert.equal(isStalled, false)
  assert.equal((await shop.row(id)).status, 'processing')
  await shop.db.updateTable('charges').set({ lease: null, lease_until: null }).where('id', '=', charge).execute()
  await shop.pass(5)
  assert.equal((await shop.row(id)).status, 'succeeded')
})

test('A refund that finds its charge taken by another has the poller come by, however long that sleeps otherwise', async () => {
  await using shop = await openShop()
  const { charge, payment } = await shop.paid(1_000)
  await shop.stripe.faults({ api: { failBefore: 1, status: 500, method: 'POST' } })
  const { id } = await shop.refund(payment, 400)
  assert.equal(await takeLease(shop.db, 'default', charge, 'another'), true)
  let called = 0
  await attemptRefund({ ...shop.ctx, leaseWait: 0, due: () => void (called += 1) }, id)
  assert.equal(called, 1)
})
