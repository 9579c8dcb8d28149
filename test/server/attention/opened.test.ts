/** What Stripe does not know any more, or has otherwise than the books: no machine can mend that, so a person sees it. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { listAllAttention } from '../../../server/attention/list.ts'
import { replayEvent } from '../../../server/inbox/replay.ts'
import { reconcileStore } from '../../../server/reconciliation/reconcile-store.ts'
import type { StripeGateway } from '../../../server/stripe/gateway.ts'
import { openShop, type Shop } from '../../support/shop.ts'

const HOUR = 3600

const codes = async (shop: Shop): Promise<string[]> => (await shop.tab()).attention.map(({ code }) => code)
const items = async (shop: Shop): Promise<string[]> => (await listAllAttention(shop.ctx)).map(({ code }) => code)

describe('an event about something that Stripe does not know', () => {
  for (const [what, gone] of [
    ['dispute', { getDispute: () => Promise.resolve(null) }],
    ['charge', { getCharge: () => Promise.resolve(null) }],
  ] as const) {
    test(`waits while the ${what} is not there yet, and is applied when it is`, async () => {
      let isGone = true
      await using shop = await openShop({ spoil: goneWhile(() => isGone, gone) })
      const charge = what === 'dispute' ? (await shop.paid(1_000)).charge : await shop.stripe.pay('1001', 1_000)
      const before = await shop.stripe.newEvents()
      const dispute = await shop.stripe.dispute(charge)
      await shop.deliver((await shop.stripe.newEvents()).filter(({ type }) => type === 'charge.dispute.created'))
      assert.deepEqual((await shop.tab()).disputes, [])
      isGone = false
      await shop.pass(2)
      assert.deepEqual(
        (await shop.tab()).disputes.map(({ id }) => id),
        [dispute],
      )
      await shop.deliver(before)
    })

    test(`is kept as dead for a person where the ${what} never is, and replayed once it is`, async () => {
      let isGone = true
      await using shop = await openShop({ spoil: goneWhile(() => isGone, gone) })
      const charge = what === 'dispute' ? (await shop.paid(1_000)).charge : await shop.stripe.pay('1001', 1_000)
      await shop.stripe.newEvents()
      await shop.stripe.dispute(charge)
      const event = (await shop.stripe.newEvents()).find(({ type }) => type === 'charge.dispute.created')
      assert.ok(event !== undefined)
      await shop.deliver([event])
      for (let attempt = 0; attempt < 12; attempt += 1) await shop.pass(HOUR)
      assert.deepEqual(await items(shop), ['event_dead'])
      assert.deepEqual(await codes(shop), what === 'dispute' ? ['event_dead'] : [])
      isGone = false
      await replayEvent(shop.ctx, { account: '', id: event.id })
      await shop.work()
      assert.deepEqual([await items(shop), (await shop.tab()).disputes.length], [[], 1])
    })
  }
})

describe('a reconciliation that can’t make the books and Stripe the same', () => {
  const reconcile = async (shop: Shop) => {
    const report = await reconcileStore(shop.ctx, 'default', { everything: true, onProgress: () => {} })
    assert.ok(report !== null)
    return report.refunds
  }

  test('shows a refund of ours that Stripe does not know in the tab and among the attention items, until Stripe knows it again', async () => {
    let isForgotten = false
    await using shop = await openShop({ spoil: forgetfulOfRefunds(() => isForgotten) })
    const { payment } = await shop.paid(1_000)
    await shop.refund(payment, 600)
    await shop.deliver()
    isForgotten = true
    assert.deepEqual((await reconcile(shop)).unexplained, { count: 1, amounts: { usd: 600 } })
    assert.deepEqual([await codes(shop), await items(shop)], [['difference'], ['difference']])
    assert.partialDeepStrictEqual((await shop.tab()).sync, { matches: false, difference: 600 })
    isForgotten = false
    assert.equal((await reconcile(shop)).unexplained.count, 0)
    assert.deepEqual([await codes(shop), await items(shop)], [[], []])
    assert.partialDeepStrictEqual((await shop.tab()).sync, { matches: true, difference: 0 })
  })

  test('shows a refund that failed here and succeeded at Stripe, since a failed one never comes back by itself', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    const { id } = await shop.refund(payment, 600)
    await shop.deliver()
    await shop.db.updateTable('payments').set({ status: 'failed' }).where('id', '=', id).execute()
    assert.deepEqual((await reconcile(shop)).differing, { count: 1, amounts: { usd: 600 } })
    assert.deepEqual([await codes(shop), await items(shop)], [['difference'], ['difference']])
  })
})

function goneWhile(isGone: () => boolean, gone: Partial<StripeGateway>): (real: StripeGateway) => StripeGateway {
  return (real) => new Proxy(real, { get: (gateway, name) => Reflect.get(isGone() && name in gone ? gone : gateway, name) })
}

/** Stripe without any refund. */
function forgetfulOfRefunds(isForgotten: () => boolean): (real: StripeGateway) => StripeGateway {
  return (real) => ({
    ...real,
    getRefund: (account, id) => (isForgotten() ? Promise.resolve(null) : real.getRefund(account, id)),
    listRefunds: (account, charge) => (isForgotten() ? Promise.resolve([]) : real.listRefunds(account, charge)),
    pages: {
      ...real.pages,
      async *refunds(account, from) {
        if (!isForgotten()) yield* real.pages.refunds(account, from)
      },
    },
  })
}
