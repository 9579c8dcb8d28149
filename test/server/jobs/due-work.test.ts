/** Due work: who takes what, what one turn does, and what waits for nobody. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { createDueWork, doDue, takeDue, type DueUnit } from '../../../server/jobs/due-work.ts'
import { createPoller, type Poller } from '../../../server/jobs/poller.ts'
import { readAhead } from '../../../server/jobs/queries.ts'
import { addStore } from '../../../server/access/add-store.ts'
import { applyClaimed } from '../../../server/inbox/apply.ts'
import { claimEvent } from '../../../server/inbox/claim-queries.ts'
import { replayEvent } from '../../../server/inbox/replay.ts'
import type { GatewayCtx } from '../../../server/stripe/gateway-ctx.ts'
import { untilIs } from '../../support/until.ts'
import { openShop, type Shop } from '../../support/shop.ts'

const NEVER = new AbortController().signal

const chargesIn = (units: readonly DueUnit[]): string[] => units.flatMap((unit) => (unit.kind === 'charge' ? [unit.charge.id] : []))

/** Refunds of which no answer was heard and which Stripe did not make. */
async function unknownRefunds(shop: Shop, payment: string, many: number): Promise<string[]> {
  await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 503 } })
  const ids: string[] = []
  for (let made = 0; made < many; made += 1) ids.push((await shop.refund(payment, 10)).id)
  await shop.stripe.faults({})
  return ids
}

const makeDue = (shop: Shop) =>
  shop.db
    .updateTable('refund_requests')
    .set({ next_attempt_at: new Date(0) })
    .where('state', '=', 'open')

const statesOf = async ({ db }: Shop): Promise<string[]> =>
  (await db.selectFrom('refund_requests').select('state').orderBy('id').execute()).map(({ state }) => state)

async function leaseToAnother({ db }: Shop, charge: string): Promise<void> {
  const lease_until = new Date(Date.now() + 60_000)
  await db.updateTable('charges').set({ lease: 'lease_another', lease_until }).where('id', '=', charge).execute()
}

describe('what is taken', () => {
  test('is a charge with all that is due of it: its events and its requests are one unit', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await unknownRefunds(shop, payment, 3)
    await makeDue(shop).execute()
    await shop.stripe.refund(charge, 100)
    for (const event of await shop.stripe.newEvents()) await shop.accept(event)
    const units = await takeDue(shop.ctx, 8)
    assert.deepEqual(chargesIn(units), [charge])
    for (const unit of units) await doDue(shop.ctx, unit, NEVER)
    assert.deepEqual(await statesOf(shop), ['recorded', 'recorded', 'recorded'])
    assert.equal((await shop.tab()).invoice.paid, 870)
    assert.ok(((await readAhead(shop.db)).seconds ?? 1) > 0)
  })

  test('belongs to one process for a minute, and is due again where that process died', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await unknownRefunds(shop, payment, 1)
    await makeDue(shop).execute()
    assert.deepEqual(chargesIn(await takeDue(shop.ctx, 8)), [charge])
    assert.deepEqual(await takeDue(shop.ctx, 8), [])
    await shop.pass(59)
    assert.deepEqual(await statesOf(shop), ['open'])
    await shop.pass(2)
    assert.deepEqual(await statesOf(shop), ['recorded'])
  })

  test('is one charge of each store in turn, however much is due of one store', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    for (let more = 0; more < 4; more += 1) {
      const { payment: other } = await shop.paid(1_000)
      await unknownRefunds(shop, other, 1)
    }
    await makeDue(shop).execute()
    await addStore(shop.ctx, { id: 'later', name: 'Later', stripeAccount: 'acct_other', livemode: false, allowedOrigins: [] })
    await copyCharge(shop, charge, 'later')
    const units = await takeDue(shop.ctx, 2)
    assert.deepEqual(units.flatMap((unit) => (unit.kind === 'charge' ? [unit.charge.store] : [])).toSorted(), ['default', 'later'])
  })

  test('is an event by itself where it calls Stripe about a charge that is not recorded; events that call nobody are one unit', async () => {
    await using shop = await openShop()
    await shop.stripe.dispute(await shop.stripe.pay('1001', 1_000))
    for (const event of await shop.stripe.newEvents()) await shop.accept(event)
    const units = await takeDue(shop.ctx, 8)
    assert.deepEqual(
      units.map(({ kind }) => kind),
      ['events', ...units.slice(1).map(() => 'event')],
    )
    assert.ok(units.length > 1)
    for (const unit of units) await doDue(shop.ctx, unit, NEVER)
    assert.deepEqual(await takeDue(shop.ctx, 8), [])
    assert.equal((await shop.tab()).invoice.paid, 1_000)
    assert.equal((await shop.tab()).disputes.length, 1)
  })
})

/** The same charge in another store, to be compared since yesterday. */
async function copyCharge({ db }: Shop, charge: string, store: string): Promise<void> {
  const row = await db.selectFrom('charges').selectAll().where('id', '=', charge).executeTakeFirstOrThrow()
  const place = { assignment: 'unmatched', invoice: null, claimed_invoice: 'none', unmatched_because: 'unknown_invoice' } as const
  await db
    .insertInto('charges')
    .values({ ...row, ...place, store, compare_wanted_at: new Date(Date.now() - 24 * 3600 * 1000) })
    .execute()
}

describe('a turn on a charge', () => {
  test('ends after 20 attempts; the rest is due at once', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    await unknownRefunds(shop, payment, 23)
    await makeDue(shop).execute()
    const [unit] = await takeDue(shop.ctx, 8)
    assert.ok(unit !== undefined)
    // Attempts alone end it, however long they take.
    const now = shop.ctx.clock()
    await doDue({ ...shop.ctx, clock: () => now }, unit, NEVER)
    assert.equal((await statesOf(shop)).filter((state) => state === 'open').length, 3)
    assert.ok(((await readAhead(shop.db)).seconds ?? 1) <= 0)
    await shop.work()
    assert.equal((await statesOf(shop)).filter((state) => state === 'open').length, 0)
  })

  test('ends after ten seconds', async () => {
    let late = 0
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    await unknownRefunds(shop, payment, 3)
    await makeDue(shop).execute()
    const began = shop.ctx.clock()
    const slow: GatewayCtx = {
      ...shop.ctx,
      clock: () => new Date(began.getTime() + late),
      gateway: {
        ...shop.ctx.gateway,
        createRefund(...given) {
          late += 6_000
          return shop.ctx.gateway.createRefund(...given)
        },
      },
    }
    const [unit] = await takeDue(slow, 8)
    assert.ok(unit !== undefined)
    await doDue(slow, unit, NEVER)
    assert.deepEqual((await statesOf(shop)).toSorted(), ['open', 'recorded', 'recorded'])
  })

  test('waits for no lease: what calls nobody is done, the rest is due, and the charge is left alone for a second', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await unknownRefunds(shop, payment, 1)
    await makeDue(shop).execute()
    await leaseToAnother(shop, charge)
    await shop.stripe.refund(charge, 100)
    for (const event of await shop.stripe.newEvents()) if (event.type === 'refund.created') await shop.accept(event)
    for (const unit of await takeDue(shop.ctx, 8)) await doDue(shop.ctx, unit, NEVER)
    assert.equal((await shop.tab()).payments.filter(({ amount }) => amount === -100).length, 1)
    assert.deepEqual(await statesOf(shop), ['open'])
    assert.deepEqual(await takeDue(shop.ctx, 8), [])
    await shop.db.updateTable('charges').set({ lease: null, lease_until: null }).execute()
    await shop.pass(1.1)
    assert.deepEqual(await statesOf(shop), ['recorded'])
  })

  test('does what is due, and is not kept by a request that waits for its retry', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    const [waits, due] = await unknownRefunds(shop, payment, 2)
    assert.ok(waits !== undefined && due !== undefined)
    await makeDue(shop).where('id', '=', due).execute()
    await shop.work()
    assert.deepEqual([(await shop.row(waits)).status, (await shop.row(due)).status], ['processing', 'succeeded'])
  })
})

test('Who lost an event to another writes nothing of it', async () => {
  await using shop = await openShop()
  await shop.stripe.pay('1001', 1_000)
  const event = (await shop.stripe.newEvents()).find(({ type }) => type === 'charge.succeeded')
  assert.ok(event !== undefined)
  await shop.accept({ ...event, data: { object: { ...event.data.object, amount: 'many' } } })
  const lost = await claimEvent(shop.ctx, { account: '', id: event.id })
  assert.ok(lost !== undefined)
  await shop.db
    .updateTable('events')
    .set({ payload: JSON.stringify(event) })
    .execute()
  assert.equal(await replayEvent(shop.ctx, { account: '', id: event.id }), 'applied')
  await applyClaimed(shop.ctx, [lost])
  assert.partialDeepStrictEqual(await shop.db.selectFrom('events').selectAll().execute(), [
    { state: 'applied', failures: 0, last_error: null },
  ])
})

test('Two events of one payment that come together are both applied at once, and Stripe is read for one of them', async () => {
  const reading = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  let reads = 0
  await using shop = await openShop({
    spoil: (real) => ({
      ...real,
      async listRefunds(...call) {
        reads += 1
        reading.resolve()
        await goOn.promise
        return real.listRefunds(...call)
      },
    }),
  })
  await shop.stripe.pay('1001', 1_000, { via: 'checkout' })
  const events = Map.groupBy(await shop.stripe.newEvents(), ({ type }) => type)
  // Until its session speaks, the charge is nobody's here.
  await shop.deliver(events.get('charge.succeeded'))
  for (const type of ['charge.updated', 'checkout.session.completed']) for (const event of events.get(type) ?? []) await shop.accept(event)
  await shop.db.updateTable('events').set({ alone: true }).execute()
  const units = await takeDue(shop.ctx, 8)
  const [ofCharge, ofSession] = [units.find(({ kind }) => kind === 'charge'), units.find(({ kind }) => kind === 'event')]
  assert.ok(ofCharge !== undefined && ofSession !== undefined && units.length === 2)
  const applied = doDue(shop.ctx, ofSession, NEVER)
  await reading.promise
  await doDue(shop.ctx, ofCharge, NEVER)
  assert.deepEqual((await shop.db.selectFrom('events').select('state').execute()).map(({ state }) => state).toSorted(), [
    'applied',
    'applied',
    'waiting',
  ])
  goOn.resolve()
  await applied
  assert.deepEqual(await shop.waiting(), [])
  assert.equal(reads, 1)
})

test('A backlog drains without a pause, shared by two processes, and each event is applied once', async () => {
  await using shop = await openShop()
  await shop.stripe.pay('1001', 1_000)
  const [event] = await shop.stripe.newEvents()
  assert.ok(event !== undefined)
  await shop.accept({ ...event, type: 'payout.paid' })
  await sql`
    insert into events (account, id, store, type, payload, received_at, next_attempt_at)
    select account, id || n, store, type, payload, received_at, next_attempt_at from events, generate_series(1, 299) as n
  `.execute(shop.db)
  // The look for what comes next never tells of anything: only who had a batch, and takes the next at once, can drain it.
  const takes = [0, 0]
  const pollers = takes.map((_none, process): Poller => {
    const due = createDueWork({ ...shop.ctx, due: () => poller.due() }, NEVER)
    const poller = createPoller<DueUnit>({
      atOnce: 4,
      every: 3600,
      take: due.take,
      async work(unit) {
        await due.work(unit)
        takes[process] = (takes[process] ?? 0) + 1
      },
      secondsUntilDue: () => Promise.resolve(null),
      onError: (error) => assert.fail(String(error)),
    })
    return poller
  })
  for (const poller of pollers) poller.start()
  for (const poller of pollers) poller.due()
  try {
    await untilIs(async () => (await shop.db.selectFrom('events').select('id').where('state', '=', 'waiting').execute()).length, 0)
  } finally {
    for (const poller of pollers) await poller.stop()
  }
  assert.ok(
    takes.every((many) => many > 0),
    `they took ${takes.join(' and ')}`,
  )
  const applied = await shop.db.selectFrom('events').select('attempts').where('state', '=', 'applied').execute()
  assert.ok(applied.length === 300 && applied.every(({ attempts }) => attempts === 1))
})

test('Many refunds of one charge hold up no payment of another invoice', async () => {
  await using shop = await openShop()
  const { charge, payment } = await shop.paid(1_000)
  await leaseToAnother(shop, charge)
  const waiting = Promise.all(Array.from({ length: 25 }, () => shop.refund(payment, 1)))
  await untilIs(async () => (await statesOf(shop)).length, 25)
  await shop.put('1002')
  await shop.stripe.pay('1002', 500)
  for (const event of await shop.stripe.newEvents()) await shop.accept(event)
  await shop.work()
  assert.equal((await shop.tab('1002')).invoice.paid, 500)
  await shop.db.updateTable('charges').set({ lease: null, lease_until: null }).execute()
  await waiting
  await shop.pass(5)
  assert.equal((await shop.tab()).invoice.paid, 975)
})
