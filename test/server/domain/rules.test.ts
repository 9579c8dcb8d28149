import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ApiError } from '../../../server/context/errors.ts'
import { isRelease } from '../../../server/domain/releases.ts'
import { RETRY_WITHIN, MAX_EVENT_FAILURES, RELEASE_AFTER, eventRetryDelay, refundRetryDelay } from '../../../server/domain/backoff.ts'

describe('the release of an authorisation', () => {
  const charge = { authorized: 1000, captured: 600 }
  const release = { amount: 400, status: 'succeeded', balanceTransaction: null, request: null }
  test('is what a partial capture left, without money moved', () => assert.equal(isRelease(release, charge), true))
  test('is not a refund that moved money', () => assert.equal(isRelease({ ...release, balanceTransaction: 'txn_1' }, charge), false))
  test('is not of another amount', () => assert.equal(isRelease({ ...release, amount: 399 }, charge), false))
  test('is not one that is still pending', () => assert.equal(isRelease({ ...release, status: 'pending' }, charge), false))
  test('is not what we requested ourselves', () => assert.equal(isRelease({ ...release, request: 'pay_1' }, charge), false))
  test('is not a refund of a charge that was captured whole', () =>
    assert.equal(isRelease({ ...release, amount: 1000 }, { authorized: 1000, captured: 1000 }), false))
})

describe('when to try again', () => {
  test('a refund within 5 seconds at first, then twice as long each time, at most 5 minutes', () => {
    assert.deepEqual([1, 2, 3, 8, 9, 10, 1000].map(refundRetryDelay), [2, 4, 8, 256, 300, 300, 300])
  })
  test('an event after a second, then twice as long each time, at most 5 minutes', () => {
    assert.deepEqual([1, 2, 3, 9, 10, 1000].map(eventRetryDelay), [1, 2, 4, 256, 300, 300])
  })
  test('a refund is attempted again within 23 hours and the request released after 25', () =>
    assert.deepEqual([RETRY_WITHIN, RELEASE_AFTER], [82_800, 90_000]))
  test('an event is tried for more than ten minutes before it is given up', () => {
    const waits = Array.from({ length: MAX_EVENT_FAILURES }, (_, tried) => eventRetryDelay(tried + 1))
    assert.ok(waits.reduce((sum, wait) => sum + wait, 0) > 600)
  })
})

test('a refusal carries its code, its words and its facts', () => {
  const refusal = new ApiError('amount_exceeds_refundable', 'Too much.', { refundable: 5 })
  assert.ok(refusal instanceof Error)
  assert.deepEqual(
    [refusal.name, refusal.code, refusal.message, refusal.details],
    ['ApiError', 'amount_exceeds_refundable', 'Too much.', { refundable: 5 }],
  )
  assert.deepEqual(new ApiError('not_found').details, {})
})
