/** Any event may be the only one that arrives: each brings its effect by itself, while all others are lost. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { HANDLERS } from '../../../server/inbox/handlers.ts'
import { openShop, type Shop } from '../../support/shop.ts'

interface Story {
  /** What the books know before, with every event of it delivered. */
  before?(shop: Shop): Promise<string>
  /** What happens at Stripe, of which only the one event arrives. */
  happen(shop: Shop, known: string): Promise<unknown>
  /** What the tab then shows. */
  readonly shows: { readonly paid: number; readonly rows: readonly string[]; readonly disputes?: readonly string[] }
}

const charge = async (shop: Shop): Promise<string> => (await shop.paid(1_000)).charge

const pendingRefund = async (shop: Shop): Promise<string> => {
  const refund = await shop.stripe.refund(await charge(shop), 300, { outcome: 'pending' })
  await shop.deliver()
  return refund
}

const dispute = async (shop: Shop): Promise<string> => {
  const id = await shop.stripe.dispute(await charge(shop), { amount: 1_000 })
  await shop.deliver()
  return id
}

const PAID = { paid: 1_000, rows: ['1000 succeeded'] }
const REFUNDED = { paid: 700, rows: ['-300 succeeded', '1000 succeeded'] }

const succeeds: Story = {
  before: pendingRefund,
  happen: (shop, refund) => shop.stripe.moveRefund(refund, { status: 'succeeded' }),
  shows: REFUNDED,
}

const STORIES: Readonly<Record<string, Story>> = {
  'charge.succeeded': { happen: (shop) => shop.stripe.pay('1001', 1_000), shows: PAID },
  'charge.captured': {
    happen: async (shop) => shop.stripe.capture(await shop.stripe.pay('1001', 1_000, { captured: false })),
    shows: PAID,
  },
  'charge.updated': {
    happen: async (shop) => shop.stripe.capture(await shop.stripe.pay('1001', 2_000, { captured: false }), 1_000, { final: false }),
    shows: PAID,
  },
  'checkout.session.completed': {
    happen: (shop) => shop.stripe.pay('1001', 1_000, { via: 'checkout', marks: 'reference' }),
    shows: PAID,
  },
  'checkout.session.async_payment_succeeded': {
    happen: async (shop) =>
      shop.stripe.clear(await shop.stripe.pay('1001', 1_000, { via: 'checkout', marks: 'reference', async: true }), 'succeeded'),
    shows: PAID,
  },
  'charge.refunded': { before: charge, happen: (shop, id) => shop.stripe.refund(id, 300), shows: REFUNDED },
  'refund.created': { before: charge, happen: (shop, id) => shop.stripe.refund(id, 300), shows: REFUNDED },
  'refund.updated': succeeds,
  'charge.refund.updated': succeeds,
  'refund.failed': {
    before: pendingRefund,
    happen: (shop, refund) => shop.stripe.moveRefund(refund, { status: 'failed' }),
    shows: { paid: 1_000, rows: ['-300 failed', '1000 succeeded'] },
  },
  'charge.dispute.created': {
    before: charge,
    happen: (shop, id) => shop.stripe.dispute(id, { amount: 1_000 }),
    shows: { ...PAID, disputes: ['needs_response'] },
  },
  'charge.dispute.funds_withdrawn': {
    before: charge,
    happen: (shop, id) => shop.stripe.dispute(id, { amount: 1_000 }),
    shows: { ...PAID, disputes: ['needs_response'] },
  },
  'charge.dispute.updated': {
    before: dispute,
    happen: (shop, id) => shop.stripe.moveDispute(id, { status: 'under_review' }),
    shows: { ...PAID, disputes: ['under_review'] },
  },
  'charge.dispute.closed': {
    before: dispute,
    happen: (shop, id) => shop.stripe.moveDispute(id, { status: 'won' }),
    shows: { ...PAID, disputes: ['won'] },
  },
  'charge.dispute.funds_reinstated': {
    before: dispute,
    happen: (shop, id) => shop.stripe.moveDispute(id, { status: 'won' }),
    shows: { ...PAID, disputes: ['won'] },
  },
}

describe('an event that arrives alone', () => {
  test('is tried here for every type that means something to the books', () => {
    assert.deepEqual(Object.keys(STORIES).toSorted(), Object.keys(HANDLERS).toSorted())
  })

  test('is named where an operator reads which events to send', async () => {
    const [, list = ''] = /with these events: ([^]*?)\. With/.exec(await readFile('docs/operating.md', 'utf8')) ?? []
    const named = [...list.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name.replace(/\*$/, ''))
    const types = Object.keys(HANDLERS)
    assert.deepEqual(
      types.filter((type) => !named.some((name) => type === name || (name.endsWith('.') && type.startsWith(name)))),
      [],
    )
    assert.deepEqual(
      named.filter((name) => !types.some((type) => type === name || (name.endsWith('.') && type.startsWith(name)))),
      [],
    )
  })

  for (const [type, { before, happen, shows }] of Object.entries(STORIES)) {
    test(`${type} brings its effect`, async () => {
      await using shop = await openShop()
      const known = (await before?.(shop)) ?? ''
      await shop.stripe.newEvents()
      await happen(shop, known)
      const events = (await shop.stripe.newEvents()).filter((event) => event.type === type)
      assert.equal(events.length, 1, `Stripe tells it by one ${type}`)
      await shop.deliver(events)
      const { invoice, payments, disputes } = await shop.tab()
      assert.deepEqual(
        {
          paid: invoice.paid,
          rows: payments.map(({ amount, status }) => `${amount} ${status}`).toSorted(),
          disputes: disputes.map(({ status }) => status),
        },
        { disputes: [], ...shows },
      )
    })
  }
})
