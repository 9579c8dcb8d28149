/** One lock that is taken elsewhere, by a console or a server that was paused, delays nobody but who wants the same invoice. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import * as z from 'zod/mini'
import { LIMITS } from '../../../server/database/limits.ts'
import type { ApiAnswer } from '../../support/api.ts'
import { until, untilIs } from '../../support/until.ts'
import { API_KEY } from '../../support/server.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const LONG = 60_000

const cash = (server: HttpShop, invoice: string): Promise<ApiAnswer> =>
  server.api().call('POST', `/v1/invoices/${invoice}/payments`, { body: { method: 'cash', amount: 100 } })

/** Runs `work` while another transaction locks these invoices' rows. */
async function whileLocked(server: HttpShop, invoices: readonly string[], work: () => Promise<void>): Promise<void> {
  await server.db.transaction().execute(async (tx) => {
    await tx.selectFrom('invoices').select('id').where('id', 'in', invoices).forUpdate().execute()
    await work()
  })
}

/** How many statements of the server wait for a lock right now. */
async function waiting(server: HttpShop): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(server.db)
  return rows[0]?.count ?? 0
}

const Charge = z.object({ charge: z.string() })

describe('While an invoice is locked elsewhere', () => {
  test('calls about it are answered unavailable in time, with when to try again, and leave nothing', async () => {
    await using server = await openShop({ http: true, limits: { ...LIMITS, lock: 200, connection: LONG } })
    await server.api().putInvoice('locked')
    await whileLocked(server, ['locked'], async () => {
      for (const answer of await Promise.all(Array.from({ length: 8 }, () => cash(server, 'locked')))) {
        assert.deepEqual([answer.status, answer.code], [503, 'unavailable'])
        assert.match(answer.headers.get('retry-after') ?? '', /^[1-9]\d*$/)
      }
    })
    assert.equal((await cash(server, 'locked')).status, 201)
    assert.equal((await server.api().tab('locked')).payments.length, 1)
  })

  test('other invoices, webhooks and readiness are served as ever, however many calls wait for it', async () => {
    await using server = await openShop({ http: true, limits: { ...LIMITS, lock: LONG, connection: LONG } })
    await server.api().putInvoice('locked')
    await server.api().putInvoice('other')
    const calls: Promise<ApiAnswer>[] = []
    await whileLocked(server, ['locked'], async () => {
      for (let n = 0; n < 24; n += 1) calls.push(cash(server, 'locked'))
      await until(async () => (await waiting(server)) > 0)
      assert.equal((await cash(server, 'other')).status, 201)
      await server.simulator.control('POST', '/_sim/charges', { invoice: 'other', amount: 500 })
      await untilIs(async () => (await server.api().tab('other')).payments.length, 2)
      assert.equal((await server.api(null).call('GET', '/readyz')).status, 200)
    })
    assert.deepEqual(new Set((await Promise.all(calls)).map(({ status }) => status)), new Set([201]))
  })

  test('a wait for a connection has an end too, and webhooks and readiness keep theirs', async () => {
    await using server = await openShop({ http: true, limits: { ...LIMITS, lock: LONG, connection: 200 } })
    const invoices = ['one', 'two', 'three', 'four']
    for (const invoice of [...invoices, 'other']) await server.api().putInvoice(invoice)
    const calls: Promise<ApiAnswer>[] = []
    await whileLocked(server, invoices, async () => {
      for (const invoice of [...invoices, ...invoices, ...invoices]) calls.push(cash(server, invoice))
      await untilIs(() => waiting(server), 10)
      const answer = await server.api().call('GET', '/v1/invoices/other/payments')
      assert.deepEqual([answer.status, answer.code], [503, 'unavailable'])
      assert.ok(answer.headers.has('retry-after'))
      assert.equal((await server.api(null).call('GET', '/readyz')).status, 200)
    })
    await Promise.all(calls)
    assert.equal((await cash(server, 'other')).status, 201)
  })

  test('calls whose callers gave up are dropped before they write anything', async () => {
    await using server = await openShop({ http: true, limits: { ...LIMITS, lock: LONG, connection: LONG } })
    await server.api().putInvoice('locked')
    const given = new AbortController()
    await whileLocked(server, ['locked'], async () => {
      const abandoned = Array.from({ length: 6 }, () =>
        fetch(`${server.url}/v1/invoices/locked/payments`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${API_KEY}`, 'Content-Type': 'application/json' },
          body: JSON.stringify({ method: 'cash', amount: 100 }),
          signal: given.signal,
        }),
      )
      await untilIs(() => waiting(server), 3)
      given.abort()
      for (const call of abandoned) await assert.rejects(call)
      // Their connections closed before these calls were sent, so that by their answers the server has noticed.
      for (let n = 0; n < 2; n += 1) await server.api(null).call('GET', '/readyz')
    })
    // Who still waits is served after them, so that by then all of them had their turn.
    assert.equal((await cash(server, 'locked')).status, 201)
    assert.equal((await server.api().tab('locked')).payments.length, 1)
    await untilIs(() => server.logged.filter((line) => line.includes('"status":499')).length, 6)
  })
})

test('While a charge is locked elsewhere, “Sync now” and refunds of it are answered unavailable, and no lease is left', async () => {
  await using server = await openShop({ http: true, limits: { ...LIMITS, lock: 200 } })
  await server.api().putInvoice('1')
  const { charge } = Charge.parse(await server.simulator.control('POST', '/_sim/charges', { invoice: '1', amount: 1000 }))
  await untilIs(async () => (await server.api().tab('1')).payments.length, 1)
  const payment = (await server.api().tab('1')).payments[0]?.id
  await server.db.transaction().execute(async (tx) => {
    await tx.selectFrom('charges').selectAll().where('id', '=', charge).forUpdate().execute()
    const sync = await server.api().call('POST', '/v1/invoices/1/sync')
    const refund = await server
      .api()
      .call('POST', '/v1/invoices/1/refunds', { body: { payment, amount: 100, reason: 'duplicate' }, headers: { 'Idempotency-Key': 'k' } })
    assert.deepEqual([sync.code, refund.code], ['unavailable', 'unavailable'])
  })
  const rows = await server.db.selectFrom('charges').select('lease').where('id', '=', charge).execute()
  assert.deepEqual(rows, [{ lease: null }])
  assert.equal((await server.db.selectFrom('refund_requests').selectAll().execute()).length, 0)
})
