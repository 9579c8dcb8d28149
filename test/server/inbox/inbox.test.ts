import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { connect } from '../../../server/database/connection.ts'
import { LIMITS } from '../../../server/database/limits.ts'
import { acceptEvent } from '../../../server/inbox/accept.ts'
import { StripeUnavailable } from '../../../server/context/errors.ts'
import { applyEvent } from '../../../server/inbox/apply.ts'
import { addStore } from '../../../server/access/add-store.ts'
import { replayEvent } from '../../../server/inbox/replay.ts'
import type { GatewayCtx } from '../../../server/stripe/gateway-ctx.ts'
import { parseCharge } from '../../../server/stripe/objects/charge.ts'
import { reading } from '../../../server/stripe/read.ts'
import { signatureOf, type StripeEvent } from '../../support/played-stripe.ts'
import { openShop, refusalOf, type Shop } from '../../support/shop.ts'

const stored = async (shop: Shop) =>
  shop.db.selectFrom('events').select(['id', 'state', 'attempts', 'failures', 'last_error']).orderBy('received_at').execute()

/** The event of a payment of 1,000 on invoice 1001. */
async function paidEvent(shop: Shop): Promise<StripeEvent> {
  await shop.stripe.pay('1001', 1_000)
  const event = (await shop.stripe.newEvents()).find((one) => one.type === 'charge.succeeded')
  assert.ok(event !== undefined)
  return event
}

describe('at the webhook endpoint', () => {
  test('an event is stored once, and looked at', async () => {
    await using shop = await openShop()
    const event = await paidEvent(shop)
    assert.deepEqual(await Promise.all([shop.accept(event), shop.accept(event), shop.accept(event)]).then((all) => all.toSorted()), [
      'known',
      'known',
      'stored',
    ])
    assert.deepEqual(
      (await shop.waiting()).map((look) => look.key),
      [`event ${event.id}`],
    )
    await shop.work()
    assert.partialDeepStrictEqual(await stored(shop), [{ id: event.id, state: 'applied' }])
    assert.equal((await shop.tab()).payments.length, 1)
  })

  test('a signature must be ours, of this very body, and of the last five minutes; any of our secrets will do', async () => {
    await using shop = await openShop()
    const body = JSON.stringify(await paidEvent(shop))
    const now = shop.ctx.clock()
    const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000)
    const code = async (signature: string | null, text = body): Promise<string> =>
      (await refusalOf(acceptEvent(shop.ctx, { body: text, signature }))).code
    assert.equal(await code(null), 'invalid_signature')
    assert.equal(await code('t=1,v1=00'), 'invalid_signature')
    assert.equal(await code(signatureOf(body, now, 'whsec_other')), 'invalid_signature')
    assert.equal(await code(signatureOf(body, now), `${body} `), 'invalid_signature')
    assert.equal(await code(signatureOf(body, minutesAgo(5.2))), 'invalid_signature')
    assert.equal(await acceptEvent(shop.ctx, { body: '{}', signature: signatureOf('{}', now) }), 'no_snapshot')
    assert.equal(await code(signatureOf('nothing', now), 'nothing'), 'invalid_request')
    assert.deepEqual(await stored(shop), [])
    const rotating: GatewayCtx = { ...shop.ctx, settings: { ...shop.ctx.settings, webhookSecrets: ['whsec_old', 'whsec_new'] } }
    assert.equal(await acceptEvent(rotating, { body, signature: signatureOf(body, minutesAgo(4.8), 'whsec_new') }), 'stored')
  })

  test('an event of an unknown account or of the other mode is answered and not stored', async () => {
    await using shop = await openShop()
    const event = await paidEvent(shop)
    assert.equal(await shop.accept({ ...event, account: 'acct_unknown' }), 'unknown_account')
    assert.equal(await shop.accept({ ...event, livemode: true }), 'other_mode')
    assert.deepEqual(await stored(shop), [])
  })

  test('two accounts may have events of one id', async () => {
    await using shop = await openShop()
    await addStore(shop.ctx, { id: 'other', name: 'Another shop', stripeAccount: 'acct_other', livemode: false, allowedOrigins: [] })
    const event = await paidEvent(shop)
    assert.deepEqual([await shop.accept(event), await shop.accept({ ...event, account: 'acct_other' })], ['stored', 'stored'])
  })

  test('a store failure is thrown, so that Stripe sends it again', async () => {
    await using shop = await openShop()
    const event = await paidEvent(shop)
    const body = JSON.stringify(event)
    await shop.db.schema.alterTable('events').renameTo('events_away').execute()
    await assert.rejects(acceptEvent(shop.ctx, { body, signature: signatureOf(body, shop.ctx.clock()) }), { code: '42P01' })
    await shop.db.schema.alterTable('events_away').renameTo('events').execute()
    assert.equal(await shop.accept(event), 'stored')
  })
})

describe('an event of the inbox', () => {
  test('of a type that means nothing here is done with', async () => {
    await using shop = await openShop()
    const event = await paidEvent(shop)
    await shop.deliver([{ ...event, type: 'customer.created' }])
    assert.partialDeepStrictEqual(await stored(shop), [{ state: 'applied' }])
    assert.deepEqual((await shop.tab()).payments, [])
  })

  test('of another API version, with members new and missing, is applied all the same', async () => {
    await using shop = await openShop()
    const event = await paidEvent(shop)
    const missing = new Set(['balance_transaction', 'disputed', 'payment_intent'])
    const object = Object.fromEntries(Object.entries(event.data.object).filter(([member]) => !missing.has(member)))
    await shop.deliver([
      { ...event, api_version: '2019-01-01', data: { object: { ...object, a_member_of_next_year: { deep: [1] } } }, another: true },
    ])
    assert.deepEqual(
      (await shop.tab()).payments.map((row) => [row.amount, row.card]),
      [[1_000, { brand: 'visa', last4: '4242' }]],
    )
  })

  test('that waits for a lock in vain only waits: however long the lock is held, the event is not kept as dead for it', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    await shop.stripe.refund(charge, 300)
    const hurried = connect({ url: shop.databaseUrl, maxConnections: 2, limits: { ...LIMITS, lock: 50 }, onError: () => {} })
    const created = (await shop.stripe.newEvents()).find((event) => event.type === 'refund.created')
    assert.ok(created !== undefined)
    await shop.accept(created)
    await shop.db.transaction().execute(async (tx) => {
      await tx.selectFrom('charges').select('id').where('id', '=', charge).forUpdate().execute()
      await applyEvent({ ...shop.ctx, db: hurried.db }, { account: '', id: created.id })
    })
    await hurried.close()
    assert.partialDeepStrictEqual((await stored(shop)).at(-1), { id: created.id, state: 'waiting', attempts: 1, failures: 0 })
    await shop.pass(2)
    assert.equal((await shop.tab()).invoice.paid, 700)
  })

  test('that can’t be applied is tried again ever later, then kept as dead, shown in the tab, and replayed by a person', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    await shop.stripe.refund(charge, 300)
    const created = (await shop.stripe.newEvents()).find((event) => event.type === 'refund.created')
    assert.ok(created !== undefined)
    await shop.accept({ ...created, data: { object: { ...created.data.object, id: 're_unknown', amount: 'many' } } })
    await shop.work()
    const waits: number[] = []
    for (let next = (await shop.waiting())[0]; next !== undefined; next = (await shop.waiting())[0]) {
      waits.push(next.seconds)
      await shop.pass(next.seconds + 1)
    }
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
    assert.partialDeepStrictEqual((await stored(shop)).at(-1), {
      id: created.id,
      state: 'dead',
      attempts: 12,
      last_error: 'Stripe doesn’t know re_unknown that its event is about.',
    })
    assert.partialDeepStrictEqual((await shop.tab()).attention, [{ code: 'event_dead', charge, payment: null }])
    await shop.db
      .updateTable('events')
      .set({ payload: JSON.stringify(created) })
      .where('id', '=', created.id)
      .execute()
    assert.equal(await replayEvent(shop.ctx, { account: '', id: created.id }), 'applied')
    assert.deepEqual([(await shop.tab()).attention, (await shop.tab()).invoice.paid], [[], 700])
  })

  test('only waits while Stripe can’t be reached, however long', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000)
    await shop.stripe.refund(charge, 300)
    await shop.stripe.faults({ api: { failBefore: 1, status: 503 } })
    for (const event of await shop.stripe.newEvents()) if (event.type === 'refund.created') await shop.accept(event)
    await shop.work()
    for (let turn = 0; turn < 15; turn += 1) await shop.pass(301)
    assert.partialDeepStrictEqual(await stored(shop), [{ state: 'waiting' }])
    await shop.stripe.faults({})
    await shop.pass(301)
    assert.equal((await shop.tab()).invoice.paid, 700)
  })

  test('is dead in the end where Stripe answers what can’t be read', async () => {
    await using shop = await openShop({
      spoil: (real) => ({
        ...real,
        getCharge: () => reading('charges.read').one(() => Promise.resolve({ id: 'ch_and_nothing_else' }), parseCharge),
      }),
    })
    const charge = await shop.stripe.pay('1001', 1_000)
    await shop.stripe.refund(charge, 300)
    const created = (await shop.stripe.newEvents()).find((event) => event.type === 'refund.created')
    assert.ok(created !== undefined)
    await shop.deliver([created])
    for (let turn = 0; turn < 15; turn += 1) await shop.pass(301)
    assert.partialDeepStrictEqual(await stored(shop), [{ state: 'dead' }])
  })

  test('that waited long for Stripe has as many failures before it as any other', async () => {
    let stripe: 'away' | 'forgetful' | 'well' = 'away'
    await using shop = await openShop({
      spoil: (real) => ({
        ...real,
        async getDispute(account, id) {
          if (stripe === 'away') throw new StripeUnavailable('Stripe is away')
          return stripe === 'forgetful' ? null : real.getDispute(account, id)
        },
      }),
    })
    const { charge } = await shop.paid(1_000)
    await shop.stripe.dispute(charge)
    await shop.deliver()
    for (let turn = 0; turn < 14; turn += 1) await shop.pass(301)
    stripe = 'forgetful'
    await shop.pass(301)
    stripe = 'well'
    await shop.pass(301)
    assert.deepEqual([(await shop.tab()).disputes.length, (await shop.tab()).attention], [1, []])
  })

  test('whose process ended while it was being applied is applied by another', async () => {
    await using shop = await openShop()
    const event = await paidEvent(shop)
    await shop.accept(event)
    await shop.db
      .updateTable('events')
      .set({ attempts: 1, next_attempt_at: new Date(shop.ctx.clock().getTime() + 60_000) })
      .execute()
    await shop.work()
    assert.equal((await shop.tab()).payments.length, 0)
    await shop.pass(61)
    assert.equal((await shop.tab()).payments.length, 1)
  })

  test('is applied by one of many that look at it at once', async () => {
    await using shop = await openShop()
    const event = await paidEvent(shop)
    await shop.accept(event)
    await Promise.all([1, 2, 3, 4].map(() => applyEvent(shop.ctx, { account: '', id: event.id })))
    assert.partialDeepStrictEqual(await stored(shop), [{ state: 'applied', attempts: 1 }])
  })

  test('that another applied while the last attempt at it took long is not called dead', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('1001', 1_000)
    await shop.stripe.refund(charge, 300)
    const created = (await shop.stripe.newEvents()).find((event) => event.type === 'refund.created')
    assert.ok(created !== undefined)
    await shop.accept(created)
    await shop.db.updateTable('events').set({ failures: 11 }).execute()
    const slow: GatewayCtx = {
      ...shop.ctx,
      gateway: {
        ...shop.ctx.gateway,
        async getCharge() {
          await shop.db
            .updateTable('events')
            .set({ next_attempt_at: new Date(0) })
            .execute()
          await applyEvent(shop.ctx, { account: '', id: created.id })
          throw new Error('this attempt came to nothing')
        },
      },
    }
    await applyEvent(slow, { account: '', id: created.id })
    assert.partialDeepStrictEqual(await stored(shop), [{ state: 'applied' }])
    assert.equal((await shop.tab()).invoice.paid, 700)
  })
})
