/** Stripe accepts the shop's key, but not for all calls: only those fail, who has to know is told which right it is, and it is tried again. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { listAttention } from '../../../server/attention/list.ts'
import { STRIPE_RIGHTS, type StripeRight } from '../../../server/contract/choices.ts'
import { findMissingRights } from '../../../server/health/check-stripe.ts'
import { reconcileStore } from '../../../server/reconciliation/reconcile-store.ts'
import { syncInvoice } from '../../../server/reconciliation/sync-invoice.ts'
import { tryKeysAgain } from '../../../server/sync/key-trouble.ts'
import { tryRight } from '../../../server/stripe/try-right.ts'
import { HOST, openShop, refusalOf, type Shop } from '../../support/shop.ts'

/** The calls that each right is needed for. */
const CALLS: Readonly<Record<StripeRight, { readonly method: 'GET' | 'POST'; readonly path: string }>> = {
  'refunds.create': { method: 'POST', path: '/v1/refunds' },
  'refunds.read': { method: 'GET', path: '/v1/refunds' },
  'charges.read': { method: 'GET', path: '/v1/charges' },
  'disputes.read': { method: 'GET', path: '/v1/disputes' },
  'payment_intents.read': { method: 'GET', path: '/v1/payment_intents' },
  'checkout_sessions.read': { method: 'GET', path: '/v1/checkout/sessions' },
  'events.read': { method: 'GET', path: '/v1/events' },
}

const takeAway = (shop: Shop, right: StripeRight) => shop.stripe.faults({ api: { failBefore: 1, status: 403, ...CALLS[right] } })
const rights = async (shop: Shop) => (await listAttention(shop.ctx, HOST)).map(({ code, right }) => `${code} ${String(right)}`)
const told = async (shop: Shop) => (await shop.tab()).attention.map(({ code }) => code)

test('Without the right to refund nothing is rejected: the refund waits, further ones are refused, and both go on once the key has it', async () => {
  await using shop = await openShop()
  const { payment } = await shop.paid(1_000)
  await takeAway(shop, 'refunds.create')
  const { version } = await shop.tab()

  const { id } = await shop.refund(payment, 600)
  assert.equal((await shop.row(id)).status, 'processing')
  assert.deepEqual([await told(shop), await rights(shop)], [['stripe_right_missing'], ['stripe_right_missing refunds.create']])
  assert.ok((await shop.tab()).version > version)
  assert.partialDeepStrictEqual(await shop.row(payment), { action: null, blockedBy: 'stripe_key_refused', refundable: 400 })
  assert.equal((await refusalOf(shop.refund(payment, 400))).code, 'stripe_unavailable')

  await shop.pass(31)
  await tryKeysAgain(shop.ctx)
  assert.deepEqual(await told(shop), ['stripe_right_missing'], 'it still lacks the right')
  await shop.stripe.faults({})
  await shop.pass(29)
  await tryKeysAgain(shop.ctx)
  assert.deepEqual(await told(shop), ['stripe_right_missing'], 'it is tried every 30 s')
  await shop.pass(1)
  await tryKeysAgain(shop.ctx)
  assert.deepEqual(await told(shop), [])
  await shop.pass(0)
  assert.equal((await shop.row(id)).status, 'succeeded')
  assert.equal((await shop.refund(payment, 400)).status, 'succeeded')
  assert.equal((await shop.stripe.refunds()).length, 2)
})

describe('Without the right to a kind of reads, refunds are made, a person is told which it is, and it is tried again:', () => {
  for (const right of STRIPE_RIGHTS.filter((one) => one !== 'refunds.create'))
    test(right, async () => {
      await using shop = await openShop()
      const { payment } = await shop.paid(1_000)
      await takeAway(shop, right)
      await tryRight(shop.ctx, null, right).catch(() => {})
      await tryRight(shop.ctx, null, right).catch(() => {})
      assert.deepEqual([await told(shop), await rights(shop)], [['stripe_right_missing'], [`stripe_right_missing ${right}`]])
      assert.deepEqual(await findMissingRights(shop.ctx, null), [right])
      assert.equal((await shop.refund(payment, 600)).status, 'succeeded')
      assert.equal((await shop.row(payment)).blockedBy, null)
      await shop.stripe.faults({})
      await shop.pass(31)
      await tryKeysAgain(shop.ctx)
      assert.deepEqual([await told(shop), await rights(shop)], [[], []])
    })
})

describe('What finds payments goes on with what it may read, and says that it can’t know all:', () => {
  for (const right of ['events.read', 'checkout_sessions.read'] as const)
    test(right, async () => {
      await using shop = await openShop()
      const { charge } = await shop.paid(1_000)
      await takeAway(shop, right)
      await shop.stripe.refund(charge, 400)
      assert.partialDeepStrictEqual(await syncInvoice(shop.ctx, HOST, '1001'), { matches: false, difference: 0, recorded: 1 })

      await shop.stripe.refund(charge, 100)
      const everything = { everything: false, onProgress: () => {} }
      assert.partialDeepStrictEqual(await reconcileStore(shop.ctx, 'default', everything), { unreadable: 1 })
      assert.equal((await shop.tab()).invoice.paid, 500)

      await shop.stripe.newEvents()
      await shop.stripe.faults({})
      await shop.pass(31)
      await tryKeysAgain(shop.ctx)
      assert.deepEqual(await shop.db.selectFrom('reconciliations').selectAll().execute(), [], 'so that all of it is read again')
      assert.partialDeepStrictEqual(await syncInvoice(shop.ctx, HOST, '1001'), { matches: true })
    })
})

test('Several missing rights are one notice in the tab, and one item each for who can give them', async () => {
  await using shop = await openShop()
  await takeAway(shop, 'events.read')
  await tryRight(shop.ctx, null, 'events.read').catch(() => {})
  await takeAway(shop, 'disputes.read')
  await tryRight(shop.ctx, null, 'disputes.read').catch(() => {})
  assert.deepEqual(await told(shop), ['stripe_right_missing'])
  assert.deepEqual(await rights(shop), ['stripe_right_missing events.read', 'stripe_right_missing disputes.read'])
})

test('A key that may not read disputes records refunds all the same', async () => {
  await using shop = await openShop()
  const { charge } = await shop.paid(1_000)
  await takeAway(shop, 'disputes.read')
  await shop.stripe.refund(charge, 400)
  assert.equal((await refusalOf(syncInvoice(shop.ctx, HOST, '1001'))).code, 'stripe_unavailable')
  assert.equal((await shop.tab()).invoice.paid, 600)
})

test('A key without access to the shop’s account is as good as none', async () => {
  await using shop = await openShop()
  await shop.db.updateTable('stores').set({ stripe_account: 'acct_gone' }).execute()
  await tryRight(shop.ctx, 'acct_gone', 'charges.read').catch(() => {})
  assert.deepEqual(await told(shop), ['stripe_key_refused'])
})
