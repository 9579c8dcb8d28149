import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { createSimulator } from '../../demo/simulator/index.ts'
import { handClock, receiver, refusal, start, until } from './support.ts'

const accounts = [{ id: 'acct_platform' }, { id: 'acct_store', store: 'store' }]

describe('Accounts', () => {
  it('hold their own data only', async () => {
    await using sim = await start({ accounts })
    const { charge } = await sim.charge({ store: 'store' })
    assert.equal((await sim.stripe('acct_store').charges.retrieve(charge)).id, charge)
    assert.equal((await refusal(sim.stripe().charges.retrieve(charge))).code, 'resource_missing')
    assert.equal((await sim.stripe().events.list()).data.length, 0)
    const { id } = await sim.stripe('acct_store').accounts.retrieveCurrent()
    assert.equal(id, 'acct_store')
    assert.equal((await sim.stripe().accounts.retrieve('acct_store')).id, 'acct_store')
  })

  it('can be connected while it runs', async () => {
    await using sim = await start({ accounts })
    assert.equal((await sim.ask('POST', '/_sim/accounts', { id: 'acct_new', store: 'new' })).status, 201)
    const { charge } = await sim.charge({ store: 'new' })
    assert.equal((await sim.stripe('acct_new').charges.retrieve(charge)).id, charge)
    assert.equal((await sim.ask('POST', '/_sim/accounts', { id: 'acct_new' })).status, 400)
  })

  it('have a balance of what was paid, less fees, refunds and disputes', async () => {
    const clock = handClock()
    await using sim = await start({ clock: clock.now })
    const { charge } = await sim.charge()
    await sim.refund({ charge, amount: 1000 })
    await sim.dispute({ charge, amount: 2000 })
    const balance = async () => {
      const { available, pending } = await sim.stripe().balance.retrieve()
      return [available, pending]
    }
    const sum = [{ amount: 10_000 - 320 - 1000 - 2000 - 1500, currency: 'usd' }]
    assert.deepEqual(await balance(), [[], sum])
    clock.hours(48)
    assert.deepEqual(await balance(), [sum, []])
  })
})

describe('The journal', () => {
  it('lists the requests, what they did, and that none overlapped', async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    const { charge } = await sim.charge()
    await stripe.refunds.create({ charge, amount: 1 }, { idempotencyKey: 'k' })
    await stripe.refunds.create({ charge, amount: 1 }, { idempotencyKey: 'k' })
    await refusal(stripe.refunds.create({ charge, amount: 99_999 }))
    const entries = await sim.requests()
    assert.deepEqual(
      entries.map(({ method, path, outcome, acted, status }) => [method, path, outcome, acted, status]),
      [
        ['POST', '/v1/refunds', 'answered', true, 200],
        ['POST', '/v1/refunds', 'replayed', false, 200],
        ['POST', '/v1/refunds', 'answered', false, 400],
      ],
    )
    const order = entries.flatMap(({ startedOrder, endedOrder }) => [startedOrder, endedOrder ?? 0])
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
    )
  })
})

describe('The data file', () => {
  it('is refused, and left alone, when it holds something else', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'simulator-'))
    const dataFile = join(directory, 'stripe.json')
    try {
      for (const content of ['not JSON', '{"form":2,"accounts":{"$map":[]},"deliveries":{"$map":[]}}']) {
        await writeFile(dataFile, content)
        assert.throws(() => createSimulator({ dataFile }), /does not contain the Stripe simulator's data/)
        assert.equal(await readFile(dataFile, 'utf8'), content)
      }
    } finally {
      await rm(directory, { recursive: true })
    }
  })

  it('brings everything back after a restart, keys and unsent webhooks too', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'simulator-'))
    const dataFile = join(directory, 'deep', 'stripe.json')
    try {
      const nowhere = { url: 'http://127.0.0.1:9/', secret: 'whsec_test' }
      const before = await start({ accounts, dataFile, webhooks: [nowhere], retry: { firstMs: 60_000 } })
      const { charge } = await before.charge()
      const refund = await before.stripe().refunds.create({ charge, amount: 10 }, { idempotencyKey: 'kept' })
      await before.simulator.stop()

      await using hook = await receiver()
      await using after = await start({ accounts, dataFile, webhooks: [hook.endpoint] })
      const replay = await after.stripe().refunds.create({ charge, amount: 10 }, { idempotencyKey: 'kept' })
      assert.equal(replay.id, refund.id)
      assert.equal((await after.stripe().charges.retrieve(charge)).amount_refunded, 10)
      await until('what was not sent', () => hook.events.length === 6)
      await after.simulator.stop()
      assert.deepEqual(await readdir(join(directory, 'deep')), ['stripe.json'])
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})
