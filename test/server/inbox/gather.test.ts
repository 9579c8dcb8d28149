/** Many events at once share a statement and a commit, and none suffers by another. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addStore } from '../../../server/access/add-store.ts'
import { gatherEvents } from '../../../server/inbox/gather.ts'
import type { IncomingEvent } from '../../../server/inbox/queries.ts'
import type { GatewayCtx } from '../../../server/stripe/gateway-ctx.ts'
import { connectCounting } from '../../support/counted-statements.ts'
import { openShop, type Shop } from '../../support/shop.ts'

const eventOf = (id: string, more: Partial<IncomingEvent> = {}, payload = '{}'): IncomingEvent => ({
  account: null,
  event: { id, type: 'customer.created', account: null, livemode: false, charge: null, object: {} },
  payload,
  ...more,
})
const many = (count: number, payload?: string): IncomingEvent[] =>
  Array.from({ length: count }, (_, index) => eventOf(`evt_${index}`, {}, payload))

async function counted(
  shop: Shop,
  work: (ctx: GatewayCtx) => Promise<unknown>,
): Promise<{ readonly statements: number; readonly commits: number }> {
  const counting = connectCounting(shop.databaseUrl)
  try {
    const { statements, commits } = await counting.count(() => work({ ...shop.ctx, db: counting.db }))
    return { statements: statements.length, commits }
  } finally {
    await counting.close()
  }
}

const storedIds = async ({ db }: Shop): Promise<string[]> => (await db.selectFrom('events').select('id').execute()).map(({ id }) => id)

describe('events that come at once', () => {
  test('are stored by two statements: the first alone, those that came meanwhile together', async () => {
    await using shop = await openShop()
    const all = many(100)
    const cost = await counted(shop, async (ctx) => {
      const store = gatherEvents(ctx)
      assert.deepEqual(new Set(await Promise.all(all.map(store))), new Set(['stored']))
    })
    assert.deepEqual(cost, { statements: 2, commits: 2 })
    assert.equal((await storedIds(shop)).length, 100)
  })

  test('are stored in groups of a hundred, and of four megabytes', async () => {
    await using shop = await openShop()
    assert.deepEqual(await counted(shop, (ctx) => Promise.all(many(201).map(gatherEvents(ctx)))), { statements: 3, commits: 3 })
    const large = many(10, 'x'.repeat(1024 * 1024)).map((one) => ({ ...one, event: { ...one.event, id: `large_${one.event.id}` } }))
    assert.deepEqual(await counted(shop, (ctx) => Promise.all(large.map(gatherEvents(ctx)))), { statements: 4, commits: 4 })
    assert.equal((await storedIds(shop)).length, 211)
  })

  test('each get what became of them: new, there before, twice at once, of another account, of none of ours', async () => {
    await using shop = await openShop()
    await addStore(shop.ctx, { id: 'other', name: 'Another shop', stripeAccount: 'acct_other', livemode: false, allowedOrigins: [] })
    const store = gatherEvents(shop.ctx)
    assert.equal(await store(eventOf('evt_before')), 'stored')
    const outcomes = await Promise.all(
      [
        eventOf('evt_first'),
        eventOf('evt_before'),
        eventOf('evt_new'),
        eventOf('evt_new'),
        eventOf('evt_new', { account: 'acct_other' }),
        eventOf('evt_lost', { account: 'acct_nobody' }),
      ].map(store),
    )
    assert.deepEqual(outcomes, ['stored', 'known', 'stored', 'known', 'stored', 'unknown_account'])
    const stores = await shop.db.selectFrom('events').select(['id', 'account', 'store']).orderBy('id').orderBy('account').execute()
    assert.deepEqual(
      stores.map(({ id, account, store: owner }) => [id, account, owner]),
      [
        ['evt_before', '', 'default'],
        ['evt_first', '', 'default'],
        ['evt_new', '', 'default'],
        ['evt_new', 'acct_other', 'other'],
      ],
    )
  })

  test('do not fail with one of them that can’t be stored', async () => {
    await using shop = await openShop()
    const store = gatherEvents(shop.ctx)
    const outcomes = await Promise.allSettled(
      [eventOf('evt_1'), eventOf('evt_2'), eventOf('evt_bad', {}, '\u0000'), eventOf('evt_3')].map(store),
    )
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'failed')),
      ['stored', 'stored', 'failed', 'stored'],
    )
    assert.equal(await store(eventOf('evt_4')), 'stored')
  })

  test('all fail at once where the database can’t be reached, and are stored when they are sent again', async () => {
    await using shop = await openShop()
    const counting = connectCounting('postgresql://nobody@127.0.0.1:1/none')
    const away = gatherEvents({ ...shop.ctx, db: counting.db })
    const outcomes = await Promise.allSettled(many(20).map(away))
    assert.deepEqual(new Set(outcomes.map(({ status }) => status)), new Set(['rejected']))
    await counting.close()
    assert.deepEqual(new Set(await Promise.all(many(20).map(gatherEvents(shop.ctx)))), new Set(['stored']))
  })
})
