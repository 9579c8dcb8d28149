import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { didNothing, isDefinite, type RefusedAnswer } from '../../../server/domain/stripe-answers.ts'

const refused: RefusedAnswer = { status: 400, fromStripe: true, type: 'invalid_request_error' }

describe('an answer to a refund that is no refund', () => {
  for (const status of [400, 402, 404, 410, 422, 499])
    test(`proves it with ${status}`, () => assert.equal(isDefinite({ ...refused, status }, false), true))
  for (const status of [401, 403, 408, 409, 425, 429, 399, 302, 500, 502, 503, 504])
    test(`proves nothing with ${status}`, () => assert.equal(isDefinite({ ...refused, status }, false), false))
  test('proves nothing when an earlier attempt went unanswered', () => assert.equal(isDefinite(refused, true), false))
  test('proves nothing when it is not Stripe that speaks', () => assert.equal(isDefinite({ ...refused, fromStripe: false }, false), false))
  test('proves nothing as an idempotency_error', () => assert.equal(isDefinite({ ...refused, type: 'idempotency_error' }, false), false))
  test('proves it without a type that we know', () => assert.equal(isDefinite({ ...refused, type: 'an_error_of_next_year' }, false), true))
})

describe('an attempt that surely did nothing', () => {
  for (const status of [400, 401, 402, 403, 404, 429])
    test(`is one answered with ${status}`, () => assert.equal(didNothing({ ...refused, status }), true))
  for (const status of [408, 409, 425, 500, 503])
    test(`is none answered with ${status}`, () => assert.equal(didNothing({ ...refused, status }), false))
  test('is none that something else than Stripe answered', () =>
    assert.equal(didNothing({ ...refused, status: 401, fromStripe: false }), false))
  test('is none that ran into its own key', () => assert.equal(didNothing({ ...refused, type: 'idempotency_error' }), false))
})
