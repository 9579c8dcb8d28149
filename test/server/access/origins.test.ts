import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { EMBED_LIFETIME } from '../../../server/contract/embed-claims.ts'
import { addStore } from '../../../server/access/add-store.ts'
import { SHOP_ORIGIN } from '../../support/server.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const OTHER_SHOP = 'https://other-shop.example'
const PARTNER = 'https://partner.example'
const ELSEWHERE = 'https://elsewhere.example'
const TAB = '/v1/invoices/1001/payments'

describe('pages of other origins', () => {
  let now = new Date('2026-03-01T12:00:00Z')
  let server: HttpShop
  before(async () => {
    server = await openShop({ http: true, clock: () => now })
    await addStore(
      { db: server.db },
      { id: 'other', name: 'Other', stripeAccount: 'acct_other', livemode: false, allowedOrigins: [OTHER_SHOP] },
    )
    await server.api().putInvoice('1001')
  })
  after(() => server.stop())

  const preflight = (origin: string) =>
    server.api(null).call('OPTIONS', TAB, {
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,idempotency-key',
      },
    })
  const read = (bearer: string | undefined, origin: string) => server.api(bearer).call('GET', TAB, { headers: { Origin: origin } })
  const allowed = (answer: { headers: Headers }) => answer.headers.get('access-control-allow-origin')

  test('a preflight allows the origins of any store, with what the widget sends', async () => {
    for (const origin of [SHOP_ORIGIN, OTHER_SHOP]) {
      const answer = await preflight(origin)
      assert.equal(answer.status, 204)
      assert.equal(allowed(answer), origin)
      for (const header of ['Authorization', 'Content-Type', 'Idempotency-Key', 'Last-Event-ID'])
        assert.ok(answer.headers.get('access-control-allow-headers')?.includes(header))
      for (const method of ['GET', 'POST', 'DELETE']) assert.ok(answer.headers.get('access-control-allow-methods')?.includes(method))
      assert.match(answer.headers.get('access-control-max-age') ?? '', /^\d+$/)
      assert.equal(answer.headers.get('vary'), 'Origin')
    }
  })

  test('a preflight allows the origins of a live session, until it ends', async () => {
    assert.equal(allowed(await preflight(PARTNER)), null)
    await server.api().openSession('1001', { origins: [PARTNER] })
    assert.equal(allowed(await preflight(PARTNER)), PARTNER)
    now = new Date(now.getTime() + EMBED_LIFETIME * 1000)
    assert.equal(allowed(await preflight(PARTNER)), null)
  })

  test('a preflight of any other origin is refused', async () => {
    for (const origin of [ELSEWHERE, 'null', `${SHOP_ORIGIN}.evil.example`, 'http://shop.example', `${SHOP_ORIGIN}:8443`]) {
      const answer = await preflight(origin)
      assert.equal(allowed(answer), null, origin)
      assert.equal(answer.code, 'forbidden', origin)
    }
  })

  test('a session without origins is for pages of its store', async () => {
    const session = await server.api().openSession('1001')
    const answer = await read(session, SHOP_ORIGIN)
    assert.equal(answer.status, 200)
    assert.equal(allowed(answer), SHOP_ORIGIN)
    assert.match(answer.headers.get('access-control-expose-headers') ?? '', /Request-Id, Retry-After/)
    assert.equal((await read(session, OTHER_SHOP)).code, 'forbidden')
  })

  test('a session with origins is for pages of those only', async () => {
    const session = await server.api().openSession('1001', { origins: [PARTNER] })
    assert.equal(allowed(await read(session, PARTNER)), PARTNER)
    assert.equal((await read(session, SHOP_ORIGIN)).code, 'forbidden')
    assert.equal((await read(session, ELSEWHERE)).code, 'forbidden')
  })

  test('an API key is for pages of its store too, and for what is no page', async () => {
    assert.equal((await read(undefined, SHOP_ORIGIN)).status, 200)
    assert.equal((await read(undefined, OTHER_SHOP)).code, 'forbidden')
    assert.equal((await server.api().call('GET', TAB)).status, 200)
  })

  test('pages of allowed origins can read why they were refused, and others can’t', async () => {
    for (const bearer of ['expired_or_wrong', undefined]) {
      assert.equal(allowed(await read(bearer, OTHER_SHOP)), OTHER_SHOP)
      assert.equal(allowed(await read(bearer, ELSEWHERE)), null)
    }
  })

  test('origins that are none are refused where a session is requested', async () => {
    for (const origin of ['https://shop.example/', 'shop.example', '*', 'null', 'https://shop.example/page']) {
      const answer = await server
        .api()
        .call('POST', '/v1/embed-sessions', { body: { invoice: '1001', actor: { id: '1', name: 'A' }, origins: [origin] } })
      assert.equal(answer.code, 'invalid_request', origin)
    }
  })
})
