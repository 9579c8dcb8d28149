import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { listAllAttention } from '../../../server/attention/list.ts'
import { readOperatorStats } from '../../../server/health/operator-stats.ts'
import { resolveRefund } from '../../../server/refunds/resolve.ts'
import { SECOND, shopWithLostRefund, unreadable, type Lost } from './lost-answer.ts'
import { refusalOf, type Shop } from '../../support/shop.ts'

/** Where a person sees it: in the tab, in the list of attention items, in the metric. */
async function shownTo(shop: Shop): Promise<{ tab: string[]; items: string[]; metric: number | undefined }> {
  return {
    tab: (await shop.tab()).attention.map(({ code, payment }) => `${code} ${payment}`),
    items: (await listAllAttention(shop.ctx)).map(({ code, payment, charge, invoice }) => `${code}: ${payment} ${charge} ${invoice}`),
    metric: (await readOperatorStats(shop.ctx)).attentionItems.get('refund_unknown'),
  }
}

const NOBODY = { tab: [], items: [], metric: 0 }

const refused = async (shop: Shop, refund: Lost): Promise<string> =>
  (await refusalOf(resolveRefund(shop.ctx, refund.id, { kind: 'released' }))).code

describe('an unknown refund of which Stripe’s list can’t be read', () => {
  test('needs a person from 25 hours on, and none before', async () => {
    await using opened = await shopWithLostRefund('before')
    const { shop, refund } = opened
    await unreadable(shop, true)
    for (const hours of [1, 23, 25 - SECOND]) {
      await refund.at(hours)
      assert.deepEqual(await shownTo(shop), NOBODY)
      assert.equal(await refused(shop, refund), 'invalid_request')
    }
    const { version } = await shop.tab()
    await refund.at(25)
    assert.deepEqual(await shownTo(shop), {
      tab: [`refund_unknown ${refund.id}`],
      items: [`refund_unknown: ${refund.id} ${refund.charge} 1001`],
      metric: 1,
    })
    assert.ok((await shop.tab()).version > version, 'streams are notified')
    assert.equal((await shop.row(refund.id)).status, 'processing')
    assert.equal((await shop.row(refund.original)).refundable, 400)
  })

  test('is shown since when it needs a person, however often it is attempted again', async () => {
    await using opened = await shopWithLostRefund('before')
    const { shop, refund } = opened
    await unreadable(shop, true)
    await refund.at(25)
    const [first] = (await shop.tab()).attention
    for (const hours of [25.5, 48, 1_000]) {
      await refund.at(hours)
      assert.deepEqual((await shop.tab()).attention, [first])
    }
  })

  test('is resolved by itself where the list can be read again: released, since Stripe never made it', async () => {
    await using opened = await shopWithLostRefund('before')
    const { shop, refund } = opened
    await unreadable(shop, true)
    await refund.at(25)
    await unreadable(shop, false)
    await refund.at(26)
    assert.deepEqual(await shownTo(shop), NOBODY)
    assert.deepEqual(
      (await shop.tab()).payments.map(({ refundable }) => refundable),
      [1_000],
    )
  })

  test('is resolved by itself where the list can be read again: recorded, since Stripe had made it', async () => {
    await using opened = await shopWithLostRefund('after')
    const { shop, refund } = opened
    await unreadable(shop, true)
    await refund.at(25)
    await unreadable(shop, false)
    await refund.at(26)
    assert.deepEqual(await shownTo(shop), NOBODY)
    assert.equal((await shop.row(refund.id)).status, 'succeeded')
  })

  test('is released by a person at 25 hours; should Stripe have made it all the same, it is recorded and nothing is lost', async () => {
    await using opened = await shopWithLostRefund('after')
    const { shop, refund } = opened
    await unreadable(shop, true)
    await refund.at(25)
    await resolveRefund(shop.ctx, refund.id, { kind: 'released' })
    assert.deepEqual(await shownTo(shop), NOBODY)
    assert.equal((await shop.row(refund.original)).refundable, 1_000)
    await unreadable(shop, false)
    await shop.deliver()
    assert.equal((await shop.row(refund.id)).status, 'succeeded')
    assert.equal((await shop.row(refund.original)).refundable, 400)
    assert.deepEqual(await shownTo(shop), NOBODY)
  })

  test('is recorded by a person at 25 hours with the refund that they found', async () => {
    await using opened = await shopWithLostRefund('after')
    const { shop, refund } = opened
    await shop.stripe.faults({ api: { method: 'GET', path: '/v1/refunds', failBefore: 1, status: 500 } })
    await refund.at(25)
    assert.deepEqual((await shownTo(shop)).tab, [`refund_unknown ${refund.id}`])
    await unreadable(shop, false)
    const [made] = await shop.stripe.refunds()
    await resolveRefund(shop.ctx, refund.id, { kind: 'recorded', refund: made?.id ?? '' })
    assert.deepEqual(await shownTo(shop), NOBODY)
    assert.partialDeepStrictEqual(await shop.row(refund.id), { status: 'succeeded', refund: { id: made?.id } })
  })
})
