import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { didNothing, isDefinite, keyTroubleOf, type RefusedAnswer } from '../../../server/domain/stripe-answers.ts'

const refused: RefusedAnswer = { status: 400, fromStripe: true, type: 'invalid_request_error' }

describe('an answer to a refund that is no refund', () => {
  for (const status of [400, 402, 404, 410, 422, 499])
    test(`proves it with ${status}`, () => assert.equal(isDefinite({ ...refused, status }, null), true))
  for (const status of [401, 403, 408, 409, 425, 429, 399, 302, 500, 502, 503, 504])
    test(`proves nothing with ${status}`, () => assert.equal(isDefinite({ ...refused, status }, null), false))
  for (const seconds of [0, 1, 899])
    test(`proves nothing where an earlier attempt went unanswered ${seconds} s before the list that lacks it`, () =>
      assert.equal(isDefinite(refused, seconds), false))
  for (const seconds of [900, 5_000])
    test(`proves it where the list was read ${seconds} s after the last unanswered attempt`, () =>
      assert.equal(isDefinite(refused, seconds), true))
  for (const status of [401, 403])
    test(`proves nothing with ${status}, however long ago the last unanswered attempt was`, () =>
      assert.equal(isDefinite({ ...refused, status }, 5_000), false))
  test('proves nothing when it is not Stripe that speaks', () => assert.equal(isDefinite({ ...refused, fromStripe: false }, null), false))
  test('proves nothing as an idempotency_error', () => assert.equal(isDefinite({ ...refused, type: 'idempotency_error' }, null), false))
  test('proves it without a type that we know', () => assert.equal(isDefinite({ ...refused, type: 'an_error_of_next_year' }, null), true))
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

test('What a refusal says of the key: it is not accepted, it has no access to the account, or it lacks the right to such calls', () => {
  const said = { status: 403, fromStripe: true, code: null }
  assert.equal(keyTroubleOf(said, 'charges.read'), 'charges.read')
  assert.equal(keyTroubleOf({ ...said, fromStripe: false }, 'charges.read'), null, 'something on the way')
  assert.equal(keyTroubleOf({ ...said, code: 'account_invalid' }, 'charges.read'), 'refused')
  assert.equal(keyTroubleOf({ ...said, status: 401 }, 'charges.read'), 'refused')
  for (const status of [400, 404, 429, 500, null]) assert.equal(keyTroubleOf({ ...said, status }, 'charges.read'), null)
})
