import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openShop, type HttpShop } from '../../support/shop.ts'

const TOO_LARGE = JSON.stringify({ number: 'x'.repeat(300_000) })
const FOREIGN = { Origin: 'https://elsewhere.example' }

/** Each fault, and the code it is answered with, in the order in which the contract checks them. */
const FAULTS = ['unauthenticated', 'forbidden', 'payload_too_large', 'unsupported_media_type', 'invalid_request', 'not_found'] as const

describe('where a call is wrong in several ways, the first code of the contract is the answer', () => {
  let server: HttpShop
  before(async () => {
    server = await openShop({ http: true })
  })
  after(() => server.stop())

  for (const [place, first] of FAULTS.entries()) {
    test(`${first} comes before ${FAULTS.slice(place + 1).join(', ') || 'the rest'}`, async () => {
      const faults = new Set(FAULTS.slice(place))
      const answer = await server
        .api(faults.has('unauthenticated') ? 'no_such_key' : undefined)
        .call('POST', '/v1/invoices/nowhere/refunds', {
          raw: faults.has('payload_too_large') ? TOO_LARGE : faults.has('invalid_request') ? '{' : '{"payment":"pay_1","amount":1}',
          headers: {
            'Content-Type': faults.has('unsupported_media_type') ? 'text/plain' : 'application/json',
            'Idempotency-Key': 'key',
            ...(faults.has('forbidden') ? FOREIGN : {}),
          },
        })
      assert.equal(answer.code, first)
    })
  }

  test('rate_limited comes before unauthenticated, and says when to try again', async () => {
    await using limited = await openShop({ http: true, rateLimit: { perSecond: 1, burst: 2 } })
    const stranger = limited.api('no_such_key')
    const codes = []
    for (let call = 1; call <= 3; call += 1) codes.push((await stranger.call('GET', '/v1/invoices/1/payments')).code)
    assert.deepEqual(codes, ['unauthenticated', 'unauthenticated', 'rate_limited'])
    assert.equal((await stranger.call('GET', '/v1/invoices/1/payments')).headers.get('retry-after'), '1')
  })

  test('rate_limited comes before forbidden', async () => {
    await using limited = await openShop({ http: true, rateLimit: { perSecond: 1, burst: 1 } })
    const api = limited.api()
    const codes = []
    for (let call = 1; call <= 2; call += 1) codes.push((await api.call('GET', '/v1/invoices/1/payments', { headers: FOREIGN })).code)
    assert.deepEqual(codes, ['forbidden', 'rate_limited'])
  })
})

test('strangers at an address use up their own allowance and not that of the store calling from there', async () => {
  await using server = await openShop({ http: true, rateLimit: { perSecond: 0.001, burst: 3 } })
  const stranger = server.api('no_such_key')
  for (let call = 1; call <= 4; call += 1) await stranger.call('GET', '/v1/invoices/1/payments')
  assert.equal((await stranger.call('GET', '/v1/invoices/1/payments')).code, 'rate_limited')
  assert.equal((await server.api().call('GET', '/v1/invoices/1/payments')).code, 'not_found')
})
