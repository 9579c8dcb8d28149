/** What is made of each answer to an attempt at a refund. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createStripeGateway } from '../../../server/stripe/gateway.ts'

const PARAMS = {
  charge: 'ch_1',
  amount: 100,
  reason: 'duplicate',
  marks: { request: 'pay_1', invoice: '1001', store: 'default', requester: null },
} as const

const REFUND = { id: 're_1', amount: 100, currency: 'usd', charge: 'ch_1', created: 1_790_000_000, status: 'succeeded' }

/** The answer to an attempt that Stripe, or something on the way, answered with this, and what was sent. */
async function attempt(send: () => Promise<Response>) {
  const sent: Request[] = []
  const gateway = createStripeGateway({
    secretKey: 'sk_test_one',
    apiUrl: 'http://stripe.test:8080',
    fetch: (url, init) => {
      sent.push(new Request(url, init))
      return send()
    },
  })
  const answer = await gateway.createRefund('acct_1', PARAMS, 'key_1')
  return { answer, sent: sent[0] }
}

const saying =
  (status: number, body: object, headers: Record<string, string> = {}) =>
  () =>
    Promise.resolve(Response.json(body, { status, headers }))

test('A refund is requested with the same words each time: the charge, the amount, the reason and our marks', async () => {
  const { answer, sent } = await attempt(saying(200, REFUND))
  assert.equal(answer.kind, 'refund')
  assert.ok(sent !== undefined)
  assert.deepEqual([sent.method, sent.url], ['POST', 'http://stripe.test:8080/v1/refunds'])
  assert.deepEqual(Object.fromEntries(new URLSearchParams(await sent.text())), {
    charge: 'ch_1',
    amount: '100',
    reason: 'duplicate',
    'metadata[jeweltrak_refund_request]': 'pay_1',
    'metadata[jeweltrak_invoice]': '1001',
    'metadata[jeweltrak_store]': 'default',
  })
  assert.deepEqual([sent.headers.get('idempotency-key'), sent.headers.get('stripe-account')], ['key_1', 'acct_1'])
})

const ERROR = { error: { type: 'invalid_request_error', code: 'charge_already_refunded', message: 'Already refunded.' } }

test('A refusal by Stripe carries its code, and counts as Stripe’s only with an error body of Stripe’s and a request id', async () => {
  const { answer } = await attempt(saying(400, ERROR, { 'request-id': 'req_1' }))
  assert.deepEqual(answer, {
    kind: 'refused',
    status: 400,
    fromStripe: true,
    type: 'invalid_request_error',
    code: 'charge_already_refunded',
    message: 'Already refunded.',
  })
})

test('A refusal without a request’s id, or without a type, is not taken for Stripe’s', async () => {
  assert.partialDeepStrictEqual((await attempt(saying(400, ERROR))).answer, { kind: 'refused', fromStripe: false })
  const untyped = await attempt(saying(502, { error: { message: 'Bad gateway' } }, { 'request-id': 'req_1' }))
  assert.partialDeepStrictEqual(untyped.answer, { kind: 'refused', status: 502, fromStripe: false, type: null, code: null })
})

test('No answer, and one that can’t be read, are lost: Stripe may have made the refund', async () => {
  assert.equal((await attempt(() => Promise.reject(new TypeError('fetch failed')))).answer.kind, 'lost')
  assert.equal((await attempt(saying(200, { ...REFUND, amount: null }))).answer.kind, 'lost')
})

test('An answer that names no charge is about the charge that was sent', async () => {
  const { answer } = await attempt(saying(200, { ...REFUND, charge: null }))
  assert.deepEqual(answer.kind === 'refund' && answer.refund.charge, REFUND.charge)
})
