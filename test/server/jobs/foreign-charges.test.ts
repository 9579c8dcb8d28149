/** Charges without our marks are kept for 30 days in case a mark comes later; then they are forgotten, and nothing else is. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { listAllAttention } from '../../../server/attention/list.ts'
import { purgeForeignCharges } from '../../../server/jobs/purge-foreign-charges.ts'
import { transaction } from '../../../server/database/transactions.ts'
import { recordClaimed } from '../../../server/ledger/record-charge.ts'
import type { StripeEvent } from '../../support/played-stripe.ts'
import { until } from '../../support/until.ts'
import { openShop, type Shop } from '../../support/shop.ts'

const DAY = 24 * 3600

const held = async ({ db }: Shop): Promise<string[]> =>
  (await db.selectFrom('charges').select(['assignment']).execute()).map(({ assignment }) => assignment)

async function someoneWaits({ db }: Shop): Promise<boolean> {
  const { rows } = await sql`select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
  return rows.length > 0
}

async function afterDays(shop: Shop, days: number): Promise<void> {
  await shop.pass(days * DAY)
  await purgeForeignCharges(shop.ctx)
}

/** A customer paid at Checkout; its charge alone says nothing of an invoice, its session does. */
async function paidAtCheckout(shop: Shop): Promise<{ charge: string; chargeEvents: StripeEvent[]; sessionEvents: StripeEvent[] }> {
  const charge = await shop.stripe.pay('1001', 1_000, { via: 'checkout' })
  const events = await shop.stripe.newEvents()
  const isOfSession = ({ type }: StripeEvent): boolean => type.startsWith('checkout.session.')
  return { charge, chargeEvents: events.filter((event) => !isOfSession(event)), sessionEvents: events.filter(isOfSession) }
}

describe('a charge without our marks', () => {
  test('is kept for 30 days and then forgotten', async () => {
    await using shop = await openShop()
    await shop.stripe.pay('1001', 1_000, { marks: 'none' })
    await shop.deliver()
    await afterDays(shop, 29.99)
    assert.deepEqual(await held(shop), ['foreign'])
    await afterDays(shop, 0.02)
    assert.deepEqual(await held(shop), [])
  })

  test('that got its mark within 30 days is never forgotten', async () => {
    await using shop = await openShop()
    const { chargeEvents, sessionEvents } = await paidAtCheckout(shop)
    await shop.deliver(chargeEvents)
    assert.deepEqual(await held(shop), ['foreign'])
    await afterDays(shop, 29)
    await shop.deliver(sessionEvents)
    await afterDays(shop, 400)
    assert.deepEqual(await held(shop), ['assigned'])
    assert.equal((await shop.tab()).invoice.paid, 1_000)
  })

  test('whose mark comes once it is forgotten is fetched again, with the refunds that it got meanwhile', async () => {
    await using shop = await openShop()
    const { charge, chargeEvents, sessionEvents } = await paidAtCheckout(shop)
    await shop.deliver(chargeEvents)
    await shop.stripe.refund(charge, 300)
    await afterDays(shop, 31)
    assert.deepEqual(await held(shop), [])
    await shop.deliver(sessionEvents)
    assert.deepEqual(
      (await shop.tab()).payments.map(({ amount }) => amount),
      [1_000, -300],
    )
  })

  test('that is being claimed at the very moment is not forgotten', async () => {
    await using shop = await openShop()
    const { charge, chargeEvents } = await paidAtCheckout(shop)
    await shop.deliver(chargeEvents)
    await shop.pass(31 * DAY)
    const facts = await shop.ctx.gateway.getCharge(null, charge)
    assert.ok(facts !== null)
    // The purge begins while the claim is not committed yet, and waits for it.
    const purged = await transaction(shop.ctx, async (tx) => {
      await recordClaimed(tx, shop.ctx, 'default', facts, '1001')
      const end = purgeForeignCharges(shop.ctx)
      await until(() => someoneWaits(shop))
      return { end }
    })
    await purged.end
    assert.deepEqual(await held(shop), ['assigned'])
    assert.equal((await shop.tab()).invoice.paid, 1_000)
  })
})

test('A charge that names an invoice which never comes is not forgotten after 30 days: a person sees it until it comes', async () => {
  await using shop = await openShop()
  await shop.stripe.pay('later', 1_000)
  await shop.deliver()
  await afterDays(shop, 365)
  assert.deepEqual(
    (await listAllAttention(shop.ctx)).map(({ code }) => code),
    ['unmatched'],
  )
  await shop.put('later')
  assert.deepEqual(await listAllAttention(shop.ctx), [])
  assert.equal((await shop.tab('later')).invoice.paid, 1_000)
})
