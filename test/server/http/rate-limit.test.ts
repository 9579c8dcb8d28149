import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRateLimiter, DEFAULT_RATE_LIMIT } from '../../../server/http/rate-limit.ts'

function limiterAtTime(limit = DEFAULT_RATE_LIMIT, mostBuckets = 100) {
  let now = 0
  const limiter = createRateLimiter(limit, () => now, mostBuckets)
  return { limiter, pass: (milliseconds: number) => void (now += milliseconds) }
}

test('200 requests a second are never refused, however long they go on', () => {
  const { limiter, pass } = limiterAtTime()
  for (let request = 0; request < 20_000; request += 1) {
    assert.equal(limiter.take('store'), null)
    pass(5)
  }
})

test('a burst of 1,000 passes after a rest, and the request after it waits a second', () => {
  const { limiter, pass } = limiterAtTime()
  for (let request = 0; request < 1_000; request += 1) assert.equal(limiter.take('store'), null)
  assert.equal(limiter.take('store'), 1)
  pass(1_000)
  for (let request = 0; request < 200; request += 1) assert.equal(limiter.take('store'), null)
  assert.equal(limiter.take('store'), 1)
})

test('the wait that is answered is long enough', () => {
  const { limiter, pass } = limiterAtTime({ perSecond: 0.1, burst: 1 })
  limiter.take('store')
  pass(2_500)
  const wait = limiter.take('store')
  assert.equal(wait, 8)
  pass(8_000)
  assert.equal(limiter.take('store'), null)
})

test('a clock that runs backwards gives nothing away', () => {
  const { limiter, pass } = limiterAtTime({ perSecond: 1, burst: 1 })
  limiter.take('store')
  pass(-60_000)
  assert.equal(limiter.take('store'), 1)
})

test('buckets are forgotten in the order of their last use once there are too many', () => {
  const { limiter } = limiterAtTime({ perSecond: 0.001, burst: 1 }, 2)
  limiter.take('first')
  limiter.take('second')
  assert.notEqual(limiter.take('first'), null)
  limiter.take('third')
  assert.notEqual(limiter.take('first'), null, 'used more recently than the second')
  assert.equal(limiter.take('second'), null, 'forgotten, and so full again')
})

test('a bucket that is used keeps its place while there is still room', () => {
  const { limiter } = limiterAtTime({ perSecond: 0.001, burst: 1 }, 3)
  for (const key of ['first', 'second', 'first', 'third', 'fourth']) limiter.take(key)
  assert.notEqual(limiter.take('first'), null, 'used more recently than the second')
  assert.equal(limiter.take('second'), null, 'forgotten, and so full again')
})
