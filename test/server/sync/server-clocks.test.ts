import assert from 'node:assert/strict'
import { test } from 'node:test'
import { acceptEvent } from '../../../server/inbox/accept.ts'
import { applyEvent } from '../../../server/inbox/apply.ts'
import { reconcileStore } from '../../../server/reconciliation/reconcile-store.ts'
import type { GatewayCtx } from '../../../server/stripe/gateway-ctx.ts'
import { signatureOf } from '../../support/played-stripe.ts'
import { openShop, type Shop } from '../../support/shop.ts'

/** Delivers all new events to this server. */
async function deliverTo(ctx: GatewayCtx, shop: Shop): Promise<void> {
  for (const event of await shop.stripe.newEvents()) {
    const body = JSON.stringify(event)
    await acceptEvent(ctx, { body, signature: signatureOf(body, ctx.clock()) })
    await applyEvent(ctx, { account: '', id: event.id })
  }
}

test('A server whose clock is behind records how a dispute ended as well as any other', async () => {
  await using shop = await openShop()
  const { charge } = await shop.paid(1_000)
  const behind: GatewayCtx = { ...shop.ctx, clock: () => new Date(shop.ctx.clock().getTime() - 60_000) }
  const dispute = await shop.stripe.dispute(charge)
  await deliverTo(shop.ctx, shop)
  await shop.stripe.moveDispute(dispute, { status: 'won' })
  await deliverTo(behind, shop)
  assert.deepEqual(
    (await shop.tab()).disputes.map(({ status }) => status),
    ['won'],
  )
})

test('An event that a server took whose clock is hours ahead is applied by another as soon as it looks', async () => {
  await using shop = await openShop()
  const ahead: GatewayCtx = { ...shop.ctx, clock: () => new Date(shop.ctx.clock().getTime() + 6 * 3600 * 1000) }
  await shop.stripe.pay('1001', 1_000)
  for (const event of await shop.stripe.newEvents()) {
    const body = JSON.stringify(event)
    await acceptEvent(ahead, { body, signature: signatureOf(body, ahead.clock()) })
  }
  await shop.work()
  assert.equal((await shop.tab()).invoice.paid, 1_000)
})

for (const [hours, is] of [
  [1, 'ahead'],
  [-1, 'behind'],
] as const) {
  test(`A server whose clock is an hour ${is} reconciles as well as any other: all counts once, as what was done to it`, async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    const { charge: disputed } = await shop.paid(5_000)
    await shop.stripe.refund(charge, 300)
    await shop.stripe.dispute(disputed)
    const away: GatewayCtx = { ...shop.ctx, clock: () => new Date(shop.ctx.clock().getTime() + hours * 3600 * 1000) }
    const reconcile = () => reconcileStore(away, 'default', { everything: true, onProgress: () => {} })
    const nothing = { count: 0, amounts: {} }
    const expected = { refunds: { count: 1, amounts: { usd: 300 } }, disputes: { count: 1, amounts: { usd: 5_000 } } }

    const healed = await reconcile()
    assert.deepEqual([healed?.refunds.recorded, healed?.refunds.matched], [expected.refunds, nothing])
    assert.deepEqual([healed?.disputes.recorded, healed?.disputes.matched], [expected.disputes, nothing])
    const again = await reconcile()
    assert.deepEqual([again?.refunds.recorded, again?.refunds.matched], [nothing, expected.refunds])
    assert.deepEqual([again?.disputes.recorded, again?.disputes.matched], [nothing, expected.disputes])
  })
}
