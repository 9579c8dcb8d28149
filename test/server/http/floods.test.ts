/** Whoever sends too much uses up an allowance of their own, and neither another's nor the database. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { Kysely, PostgresDialect } from 'kysely'
import { Stripe } from 'stripe'
import { connect } from '../../../server/database/connection.ts'
import type { Schema } from '../../../server/database/schema.ts'
import { createApp } from '../../../server/http/app.ts'
import { operatorParts } from '../../support/operator-parts.ts'
import { SHOP_ORIGIN, WEBHOOK_SECRET } from '../../support/server.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const TAB = '/v1/invoices/1001/payments'
const NEVER = new AbortController().signal
/** Three calls each, and no more while the test lasts. */
const THREE = { perSecond: 0.000_1, burst: 3 }

const preflight = async (server: HttpShop, origin = SHOP_ORIGIN) =>
  (await server.api(null).call('OPTIONS', TAB, { headers: { Origin: origin, 'Access-Control-Request-Method': 'GET' } })).status
const codes = async (calls: number, call: () => Promise<{ code: string | null }>) => {
  const all: (string | null)[] = []
  for (let n = 0; n < calls; n += 1) all.push((await call()).code)
  return all
}

describe('a flood', () => {
  test('of calls without a key leaves preflights from the same address alone', async () => {
    await using server = await openShop({ http: true, rateLimit: THREE })
    const refused = await codes(5, () => server.api(null).call('GET', TAB))
    assert.deepEqual(refused, ['unauthenticated', 'unauthenticated', 'unauthenticated', 'rate_limited', 'rate_limited'])
    assert.equal(await preflight(server), 204)
  })

  test('of preflights by pages that are not known leaves those of the shop’s own pages alone', async () => {
    await using server = await openShop({ http: true, rateLimit: THREE })
    for (let n = 0; n < 5; n += 1) await preflight(server, `https://elsewhere-${n}.example`)
    assert.equal(await preflight(server, 'https://elsewhere.example'), 429)
    assert.equal(await preflight(server), 204)
  })

  test('by one session leaves the store’s host and its other sessions alone', async () => {
    await using server = await openShop({ http: true, rateLimit: { perSecond: 0.000_1, burst: 4 } })
    await server.api().putInvoice('1001')
    const [one, other] = [await server.api().openSession('1001', { permissions: [] }), await server.api().openSession('1001')]
    assert.deepEqual((await codes(6, () => server.api(one).call('GET', TAB))).slice(3), [null, 'rate_limited', 'rate_limited'])
    assert.equal((await server.api(other).call('GET', TAB)).status, 200)
    assert.equal((await server.api().call('GET', TAB)).status, 200)
  })

  test('of webhooks with wrong signatures is limited, and those that Stripe signed are not', async () => {
    await using server = await openShop({ http: true, rateLimit: THREE })
    const body = JSON.stringify({ id: 'evt_1', object: 'event', type: 'payout.paid', livemode: false, data: { object: { id: 'po_1' } } })
    const signed = (secret: string) => Stripe.webhooks.generateTestHeaderString({ payload: body, secret })
    const deliver = (signature: string) =>
      server.api(null).call('POST', '/stripe/webhooks', { raw: body, headers: { 'Stripe-Signature': signature } })
    const refused = await codes(4, () => deliver(signed('whsec_of_somebody')))
    assert.deepEqual(refused, ['invalid_signature', 'invalid_signature', 'invalid_signature', 'rate_limited'])
    assert.equal((await deliver('t=1,v1=00')).code, 'rate_limited')
    for (let n = 0; n < 5; n += 1) assert.equal((await deliver(signed(WEBHOOK_SECRET))).status, 200)
  })

  test('behind a trusted proxy is its sender’s; who is no proxy can’t name another address', async () => {
    for (const [trustedProxies, other] of [
      [['127.0.0.0/8'], 'unauthenticated'],
      [['10.0.0.0/8'], 'rate_limited'],
    ] as const) {
      await using server = await openShop({ http: true, rateLimit: THREE, trustedProxies })
      const from = (address: string) => server.api(null).call('GET', TAB, { headers: { 'X-Forwarded-For': address } })
      await codes(3, () => from('198.51.100.1'))
      assert.equal((await from('203.0.113.9, 198.51.100.1')).code, 'rate_limited', 'what the caller wrote before it does not count')
      assert.equal((await from('198.51.100.2')).code, other)
    }
  })
})

describe('a webhook that can’t be Stripe’s is answered before its body is read', () => {
  const now = Math.floor(Date.now() / 1000)
  const headers: Readonly<Record<string, readonly [string | null, number, string]>> = {
    'without a signature': [null, 1_000, 'invalid_signature'],
    'with nonsense for one': ['nonsense', 1_000, 'invalid_signature'],
    'with one that is too old': [`t=${now - 900},v1=${'a'.repeat(64)}`, 1_000, 'invalid_signature'],
    'with one of another scheme': [`t=${now},v0=${'a'.repeat(64)}`, 1_000, 'invalid_signature'],
    'with a body that is too large': [`t=${now},v1=${'a'.repeat(64)}`, 300_000, 'payload_too_large'],
  }
  for (const [what, [signature, length, code]] of Object.entries(headers)) {
    test(what, async () => {
      await using server = await openShop({ http: true })
      const call = request(`${server.url}/stripe/webhooks`, {
        method: 'POST',
        headers: { 'Content-Length': length, ...(signature === null ? {} : { 'Stripe-Signature': signature }) },
      })
      call.flushHeaders()
      const [response] = await once(call, 'response')
      assert.match(await text(response), new RegExp(`"code":"${code}"`))
      assert.equal(response.headers.connection === 'close', code === 'payload_too_large', 'too large a rest is never read')
      call.destroy()
    })
  }
})

test('hundreds of calls with made-up keys, from pages nobody knows, cost a few queries together', async () => {
  await using shop = await openShop()
  const { db, pool } = connect({ url: shop.databaseUrl, maxConnections: 2, onError: () => {} })
  let queries = 0
  const counting = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }), log: () => void (queries += 1) })
  const ctx = { ...shop.ctx, db: counting }
  const app = createApp({
    ctx,
    ...operatorParts(counting),
    priority: ctx,
    streams: ctx,
    changes: {
      subscribe: () => () => {},
      subscribeToStore: () => () => {},
      subscribeToAll: () => {},
      isHeard: () => true,
      close: () => Promise.resolve(),
    },
    rateLimit: { perSecond: 1_000, burst: 1_000 },
    trustedProxies: [],
    syncSpacing: 0,
    newRequestId: () => 'req_1',
    now: () => performance.now(),
    lifecycle: { draining: NEVER, refusing: NEVER, lost: NEVER },
    underWay: (work) => work,
    checkAnswers: true,
  })
  const send = (n: number) =>
    app.request(`http://localhost${TAB}`, { headers: { Authorization: `Bearer made_up_${n}`, Origin: `https://made-up-${n}.example` } })
  const answers = await Promise.all(Array.from({ length: 300 }, (_, n) => send(n)))
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([401]))
  assert.ok(queries < 30, `${queries} queries`)
  await db.destroy()
})
