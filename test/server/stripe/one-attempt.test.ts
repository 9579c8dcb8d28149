/** Whether and when a refund is attempted again is decided by the books; the SDK's own retries would attempt it behind their back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createStripeGateway } from '../../../server/stripe/gateway.ts'

const PARAMS = {
  charge: 'ch_1',
  amount: 100,
  reason: 'requested_by_customer',
  marks: { request: 'pay_1', invoice: '1001', store: 'default', requester: null },
} as const

/** An answer that says, as Stripe may, that a retry is welcome. */
const answer = (status: number): Promise<Response> =>
  Promise.resolve(new Response('{"error":{"type":"api_error"}}', { status, headers: { 'stripe-should-retry': 'true' } }))

const LUCK: readonly (readonly [string, () => Promise<Response>])[] = [
  ['409', () => answer(409)],
  ['429', () => answer(429)],
  ['500', () => answer(500)],
  ['503', () => answer(503)],
  ['nothing', () => Promise.reject(new TypeError('fetch failed'))],
]

for (const [what, send] of LUCK) {
  test(`One attempt at a refund is one request, also when ${what} comes back`, async () => {
    const keys: (string | null)[] = []
    const gateway = createStripeGateway({
      secretKey: 'sk_test_one',
      apiUrl: 'http://stripe.test',
      fetch: (url, init) => {
        keys.push(new Request(url, init).headers.get('idempotency-key'))
        return send()
      },
    })
    const { kind } = await gateway.createRefund(null, PARAMS, 'key_1')
    assert.notEqual(kind, 'refund')
    assert.deepEqual(keys, ['key_1'])
  })
}
