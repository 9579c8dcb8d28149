import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { didNothing, isDefinite, type RefusedAnswer } from '../../../server/domain/stripe-answers.ts'
import { refusalInWords } from '../../../server/domain/stripe-refusals.ts'

const refused: RefusedAnswer = { status: 400, fromStripe: true, type: 'invalid_request_error' }

describe('an answer to a refund that is no refund', () => {
  for (const status of [400, 402, 404, 410, 422, 499])
    test(`settles it with ${status}`, () => assert.equal(isDefinite({ ...refused, status }, false), true))
  for (const status of [401, 403, 408, 409, 425, 429, 399, 302, 500, 502, 503, 504])
    test(`settles nothing with ${status}`, () => assert.equal(isDefinite({ ...refused, status }, false), false))
  test('settles nothing when an earlier ask went unanswered', () => assert.equal(isDefinite(refused, true), false))
  test('settles nothing when it is not Stripe that speaks', () => assert.equal(isDefinite({ ...refused, fromStripe: false }, false), false))
  test('settles nothing as an idempotency_error', () => assert.equal(isDefinite({ ...refused, type: 'idempotency_error' }, false), false))
  test('settles it without a type that we know', () => assert.equal(isDefinite({ ...refused, type: 'an_error_of_next_year' }, false), true))
})

describe('an ask that surely did nothing', () => {
  for (const status of [400, 401, 402, 403, 404, 429])
    test(`is one answered with ${status}`, () => assert.equal(didNothing({ ...refused, status }), true))
  for (const status of [408, 409, 425, 500, 503])
    test(`is none answered with ${status}`, () => assert.equal(didNothing({ ...refused, status }), false))
  test('is none that something else than Stripe answered', () =>
    assert.equal(didNothing({ ...refused, status: 401, fromStripe: false }), false))
  test('is none that ran into its own key', () => assert.equal(didNothing({ ...refused, type: 'idempotency_error' }), false))
})

describe('why Stripe refused, in words', () => {
  const known = [
    'charge_already_refunded',
    'charge_disputed',
    'balance_insufficient',
    'insufficient_funds',
    'amount_too_small',
    'amount_too_large',
    'resource_missing',
    'refund_disputed_payment',
    'charge_exceeds_source_limit',
  ]
  for (const code of known)
    test(`${code} has words of its own, which do not show the code`, () => {
      const words = refusalInWords(code, 'Stripe’s own message')
      assert.match(words, /^[A-Z].{20,}\.$/)
      assert.doesNotMatch(words, /own message|_/)
    })
  test('a balance that is too low says what to do', () => assert.match(refusalInWords('balance_insufficient', ''), /Top up/))
  test('any other code, or none, is told in Stripe’s words', () => {
    assert.equal(refusalInWords('odd', 'No such thing.'), 'Stripe refused this refund: No such thing.')
    assert.equal(refusalInWords(null, 'No such thing.'), 'Stripe refused this refund: No such thing.')
  })
  test('so is a code that happens to be called as something of JavaScript’s', () => {
    for (const code of ['constructor', 'toString', '__proto__'])
      assert.equal(refusalInWords(code, 'No such thing.'), 'Stripe refused this refund: No such thing.')
  })
})
