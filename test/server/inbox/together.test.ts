/** Events that are applied many at a time: what that costs, and what one of them does to the others. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { addStore } from '../../../server/access/add-store.ts'
import { applyTogether } from '../../../server/inbox/apply-together.ts'
import { addEndpoint } from '../../../server/notifications/add-endpoint.ts'
import { connectCounting } from '../../support/counted-statements.ts'
import type { StripeEvent } from '../../support/played-stripe.ts'
import { openShop, type Shop } from '../../support/shop.ts'

const statesOf = async ({ db }: Shop): Promise<Record<string, number>> => {
  const rows = await db.selectFrom('events').select(['state', 'alone']).execute()
  const counts = Map.groupBy(rows, ({ state, alone }) => (alone && state === 'waiting' ? 'alone' : state))
  return Object.fromEntries([...counts].map(([state, these]) => [state, these.length]))
}

/** Events of so many payments on invoices of their own, each refunded in part at the dashboard, of these types alone. */
async function happened(shop: Shop, payments: number, types: readonly string[]): Promise<StripeEvent[]> {
  for (let made = 1; made <= payments; made += 1) {
    await shop.put(`1${made}`)
    await shop.stripe.refund(await shop.stripe.pay(`1${made}`, 1_000), 300)
  }
  return (await shop.stripe.newEvents()).filter(({ type }) => types.includes(type))
}

const FOUR = ['payment_intent.succeeded', 'charge.succeeded', 'refund.created', 'charge.refunded']

describe('events that are applied together', () => {
  test('cost half a statement each and one commit, fifty of four kinds for as many invoices', async () => {
    await using shop = await openShop()
    const events = await happened(shop, 12, FOUR)
    assert.equal(events.length, 48)
    for (const event of events) await shop.accept(event)
    const counting = connectCounting(shop.databaseUrl)
    try {
      const { statements, roundTrips, commits } = await counting.count(() => applyTogether({ ...shop.ctx, db: counting.db }))
      assert.ok(statements.length <= 24, `${statements.length} statements:\n${statements.join('\n')}`)
      assert.deepEqual([statements.length, roundTrips, commits], [13, 10, 1], statements.join('\n'))
    } finally {
      await counting.close()
    }
    assert.deepEqual(await statesOf(shop), { applied: 48 })
    await shop.work()
    for (let made = 1; made <= 12; made += 1) assert.equal((await shop.tab(`1${made}`)).invoice.paid, 700)
    assert.deepEqual(
      (await shop.audit('11')).map(({ action }) => action),
      ['invoice_changed', 'stripe_payment_recorded', 'stripe_refund_recorded'],
    )
  })

  test('wait for those that tell of the same charge or refund, and ask Stripe nothing, whichever came first', async () => {
    await using shop = await openShop()
    const events = await happened(shop, 1, ['charge.succeeded', 'refund.created', 'charge.refunded'])
    for (const event of events) await shop.accept(event)
    await shop.stripe.newRequests()
    for (const [taken, paid] of [
      [['refund.created'], 0],
      [['charge.refunded'], 1_000],
    ] as const) {
      // The others are held back, as by another server that has taken them.
      await shop.db.transaction().execute(async (tx) => {
        await tx.selectFrom('events').select('id').where('type', 'not in', taken).forUpdate().execute()
        await applyTogether(shop.ctx)
      })
      assert.equal((await shop.tab('11')).invoice.paid, paid)
    }
    await shop.pass(1)
    assert.equal((await shop.tab('11')).invoice.paid, 700)
    assert.deepEqual(await shop.stripe.newRequests(), [])
  })

  test('bring a refund of which only the charge’s own event came, beside that of the payment', async () => {
    await using shop = await openShop()
    for (const event of await happened(shop, 1, ['charge.succeeded', 'charge.refunded'])) await shop.accept(event)
    await shop.work()
    assert.equal((await shop.tab('11')).invoice.paid, 700)
  })

  test('do not fail with one of them that can’t be recorded', async () => {
    await using shop = await openShop()
    const events = await happened(shop, 3, ['charge.succeeded'])
    const [bad] = events
    assert.ok(bad !== undefined)
    // Found by nobody who reads it, and refused by the database.
    const spoiled = JSON.stringify(bad).replace('"visa"', '"\\u0000"')
    for (const event of events) await shop.accept(event)
    await sql`update events set payload = ${spoiled} where id = ${bad.id}`.execute(shop.db)
    await shop.work()
    assert.deepEqual(await statesOf(shop), { alone: 1, applied: 2 })
    assert.deepEqual((await shop.tab('12')).invoice.paid, 1_000)
    assert.ok(shop.logged.includes('Events could not be applied together; each is applied by itself'))
  })

  test('wait for nobody: those of an invoice that another has locked come a moment later', async () => {
    await using shop = await openShop()
    for (const event of await happened(shop, 2, ['charge.succeeded', 'refund.created', 'charge.refunded'])) await shop.accept(event)
    await shop.db.transaction().execute(async (tx) => {
      await tx.selectFrom('invoices').selectAll().where('id', '=', '11').forUpdate().execute()
      await applyTogether(shop.ctx)
      assert.equal((await shop.tab('12')).invoice.paid, 700)
      assert.equal((await shop.tab('11')).invoice.paid, 0)
    })
    await shop.pass(1)
    assert.equal((await shop.tab('11')).invoice.paid, 700)
  })

  test('are one of each store in turn, however many one store has', async () => {
    await using shop = await openShop()
    await addStore(shop.ctx, { id: 'other', name: 'Another shop', stripeAccount: 'acct_other', livemode: false, allowedOrigins: [] })
    const [event] = await happened(shop, 1, ['charge.succeeded'])
    assert.ok(event !== undefined)
    await shop.accept({ ...event, type: 'payout.paid' })
    await sql`
      insert into events (account, id, store, type, payload, received_at, next_attempt_at)
      select account, id || n, store, type, payload, received_at, next_attempt_at from events, generate_series(1, 99) as n
      union all select 'acct_other', 'evt_late', 'other', type, payload, received_at, next_attempt_at + interval '1 ms' from events
    `.execute(shop.db)
    await shop.pass(1)
    await sql`update events set state = 'waiting', attempts = 0`.execute(shop.db)
    await applyTogether(shop.ctx)
    assert.partialDeepStrictEqual(await shop.db.selectFrom('events').select('state').where('store', '=', 'other').execute(), [
      { state: 'applied' },
    ])
    assert.deepEqual(await statesOf(shop), { applied: 50, waiting: 51 })
  })

  test('tell the endpoints of each store of its balance, also where two stores have an invoice of one id', async () => {
    await using shop = await openShop()
    await addStore(shop.ctx, { id: 'other', name: 'Another shop', stripeAccount: 'acct_other', livemode: false, allowedOrigins: [] })
    const [event] = await happened(shop, 1, ['charge.succeeded'])
    assert.ok(event !== undefined)
    await sql`
      insert into invoices (store, id, number, currency, total, status) select 'other', id, number, currency, total, status from invoices
    `.execute(shop.db)
    for (const store of ['default', 'other']) await addEndpoint(shop.ctx, store, 'https://host.example/hook', false)
    for (const account of [undefined, 'acct_other']) await shop.accept({ ...event, ...(account !== undefined && { account }) })
    await applyTogether(shop.ctx)
    const told = await shop.db.selectFrom('notifications').select('store').where('type', '=', 'invoice.balance_changed').execute()
    assert.deepEqual(told.map(({ store }) => store).toSorted(), ['default', 'other'])
  })
})
