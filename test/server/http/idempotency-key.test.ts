import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openShop, type HttpShop } from '../../support/shop.ts'

const MALFORMED: readonly (readonly [string, string])[] = [
  ['an empty key', ''],
  ['a key of 300 bytes', 'k'.repeat(300)],
  ['a key that is not ASCII', 'clé'],
  ['a key with a tab inside', 'a\tb'],
]

describe('the Idempotency-Key', () => {
  let server: HttpShop
  before(async () => {
    server = await openShop({ http: true })
    await server.api().putInvoice('1')
  })
  after(() => server.stop())

  const refund = (headers: Readonly<Record<string, string>>) =>
    server.api().call('POST', '/v1/invoices/1/refunds', { body: { payment: 'pay_1', amount: 1 }, headers })
  const record = (headers: Readonly<Record<string, string>>) =>
    server.api().call('POST', '/v1/invoices/1/payments', { body: { method: 'cash', amount: 1 }, headers })

  test('is required for a refund', async () => {
    const answer = await refund({})
    assert.equal(answer.code, 'invalid_request')
    assert.match(answer.text, /The header Idempotency-Key is missing/)
  })

  test('may be left out where a payment is recorded', async () => {
    assert.equal((await record({})).status, 201)
  })

  for (const [what, key] of MALFORMED) {
    test(`${what} is refused as invalid_request, for refunds and payments alike`, async () => {
      assert.equal((await refund({ 'Idempotency-Key': key })).code, 'invalid_request')
      assert.equal((await record({ 'Idempotency-Key': key })).code, 'invalid_request')
    })
  }

  test('a key of 255 characters is a good one', async () => {
    assert.equal((await refund({ 'Idempotency-Key': 'k'.repeat(255) })).code, 'not_found')
  })
})
