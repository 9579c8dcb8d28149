import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_REPORT } from '../../../server/domain/reconciliation-report.ts'
import { reconcileStore } from '../../../server/reconciliation/reconcile-store.ts'
import { openShop } from '../../support/shop.ts'

test('A reconciliation that was stopped goes on although Stripe has forgotten the event that it read last', async () => {
  await using shop = await openShop()
  const { charge } = await shop.paid(1_000)
  await shop.stripe.refund(charge, 300)
  await shop.db
    .insertInto('reconciliations')
    .values({
      store: 'default',
      started_at: shop.ctx.clock(),
      since: null,
      phase: 'events',
      after: 'evt_forgotten',
      report: { ...EMPTY_REPORT },
    })
    .execute()
  const [begun] = await shop.db.selectFrom('reconciliations').select('id').orderBy('id', 'desc').limit(1).execute()
  const report = await reconcileStore(shop.ctx, 'default', { everything: false, onProgress: () => {} })
  assert.ok(report !== null)
  const [last] = await shop.db.selectFrom('reconciliations').select(['id', 'finished_at']).orderBy('id', 'desc').limit(1).execute()
  assert.equal(last?.id, begun?.id, 'it goes on, and begins no other')
  assert.notEqual(last?.finished_at, null)
  assert.equal((await shop.tab()).invoice.paid, 700)
})
