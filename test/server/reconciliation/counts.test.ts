/** What reconciling a store asks of Stripe and of PostgreSQL: pages, and single charges only where they still differ. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reconcileStore } from '../../../server/reconciliation/reconcile-store.ts'
import { connectCounting, type Counted } from '../../support/counted-statements.ts'
import { openShop, type Shop } from '../../support/shop.ts'

const CHARGES = 120

interface Cost extends Counted {
  readonly requests: readonly string[]
}

/** What reconciling all there is costs; what it found goes to the books. */
async function reconciled(shop: Shop): Promise<Cost> {
  await shop.stripe.newRequests()
  const counting = connectCounting(shop.databaseUrl)
  try {
    const counted = await counting.count(() =>
      reconcileStore({ ...shop.ctx, db: counting.db }, 'default', { everything: true, onProgress: () => {} }),
    )
    return { ...counted, requests: (await shop.stripe.newRequests()).map(({ method, path }) => `${method} ${path}`) }
  } finally {
    await counting.close()
  }
}

test(`${CHARGES} charges that are not held, a third of them refunded, cost pages and not three statements each; the next time nothing of them is written`, async () => {
  await using shop = await openShop()
  for (let made = 0; made < CHARGES; made += 1) {
    const charge = await shop.stripe.pay('1001', 1_000)
    if (made % 3 === 0) await shop.stripe.refund(charge, 300)
  }
  // Stripe forgets its events after 30 days: its lists alone tell.
  const forgetful: Shop = {
    ...shop,
    ctx: { ...shop.ctx, gateway: { ...shop.ctx.gateway, pages: { ...shop.ctx.gateway.pages, async *undeliveredEvents() {} } } },
  }

  const first = await reconciled(forgetful)
  assert.ok(first.requests.length <= 12, first.requests.join('\n'))
  assert.ok(first.statements.length <= CHARGES, `${first.statements.length} statements`)
  assert.equal((await shop.tab()).invoice.paid, CHARGES * 1_000 - (CHARGES / 3) * 300)
  assert.deepEqual(await shop.waiting(), [])

  const { version } = await shop.tab()
  const next = await reconciled(forgetful)
  assert.ok(next.requests.length <= 12, next.requests.join('\n'))
  const writes = next.statements.filter(
    (text) => /\b(?:insert into|update) "?(?!reconciliations)\w+"?/.test(text) && !/"reconciliations"/.test(text),
  )
  assert.deepEqual(writes, [])
  assert.equal((await shop.tab()).version, version)
})
