import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { StripeEvent } from '../../support/played-stripe.ts'
import { openShop, type Shop } from '../../support/shop.ts'

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
