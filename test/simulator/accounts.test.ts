import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { receiver, refusal, start, until } from './support.ts'

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
})

describe('The journal', () => {
  it('tells what was asked, what was done, and that nothing overlapped', async () => {
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
