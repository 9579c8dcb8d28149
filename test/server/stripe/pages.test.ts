/** Stripe's lists, page by page: from where they begin, and on from where reading stopped. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createStripeGateway } from '../../../server/stripe/gateway.ts'
import { openShop } from '../../support/shop.ts'

test('A list lists only what was created since', async () => {
  await using shop = await openShop()
  await shop.stripe.pay('1001', 100)
  await shop.pass(3600)
  const since = shop.ctx.clock()
  await shop.pass(60)
  const newer = await shop.stripe.pay('1001', 200)
  const ids = async (from: Date | null): Promise<string[]> => {
    const found: string[] = []
    for await (const { items } of shop.ctx.gateway.pages.charges(null, { since: from, after: null }))
      found.push(...items.map(({ id }) => id))
    return found
  }
  assert.deepEqual(await ids(since), [newer])
  assert.equal((await ids(null)).length, 2)
})

test('A list goes on after the last id that was read', async () => {
  await using shop = await openShop()
  const older = await shop.stripe.pay('1001', 100)
  await shop.pass(1)
  const newer = await shop.stripe.pay('1001', 200)
  const { value } = await shop.ctx.gateway.pages.charges(null, { since: null, after: newer }).next()
  assert.deepEqual(
    value?.items.map(({ id }: { readonly id: string }) => id),
    [older],
  )
})

test('A list whose last id Stripe has forgotten is read again from its beginning', async () => {
  await using shop = await openShop()
  const charge = await shop.stripe.pay('1001', 100)
  const page = await shop.ctx.gateway.pages.charges(null, { since: null, after: 'ch_forgotten' }).next()
  assert.ok(page.done !== true)
  assert.deepEqual(
    page.value.items.map(({ id }) => id),
    [charge],
  )
})

test('A list of which Stripe does not know the place while it is read is an error, and not read for ever', async () => {
  let calls = 0
  const answers = [
    { status: 200, body: { object: 'list', data: [{ id: 'evt_1' }], has_more: true } },
    { status: 404, body: { error: { type: 'invalid_request_error', code: 'resource_missing' } } },
  ]
  const gateway = createStripeGateway({
    secretKey: 'sk_test_pages',
    apiUrl: 'http://stripe.test',
    fetch: () => {
      const { status, body } = answers[Math.min(calls, 1)] ?? { status: 500, body: {} }
      calls += 1
      return Promise.resolve(Response.json(body, { status }))
    },
  })
  const pages = gateway.pages.charges(null, { since: null, after: null })
  await pages.next()
  await assert.rejects(() => pages.next())
  assert.equal(calls, 2)
})
