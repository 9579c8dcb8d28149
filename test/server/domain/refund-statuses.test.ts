import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  fetchedAfter,
  laterReference,
  mergeOf,
  REFUND_STATUSES,
  takesMoney,
  type Progress,
  type Reference,
  type RefundStatus,
  type Merge,
} from '../../../server/domain/refund-statuses.ts'

const RANK: Readonly<Record<RefundStatus, number>> = { pending: 1, requires_action: 1, succeeded: 2, failed: 3, canceled: 3 }

const early = new Date('2026-01-01T10:00:00Z')
const late = new Date('2026-01-01T10:00:05Z')

function progress(status: RefundStatus, more: Partial<Progress> = {}): Progress {
  return { status, pendingReason: null, failureReason: null, fetchedAt: null, ...more }
}

const anyStatus = fc.constantFrom(...REFUND_STATUSES)
const anyProgress: fc.Arbitrary<Progress> = fc.record({
  status: anyStatus,
  pendingReason: fc.constantFrom(null, 'processing', 'insufficient_funds'),
  failureReason: fc.constantFrom(null, 'unknown', 'declined'),
  fetchedAt: fc.option(fc.integer({ min: 0, max: 5 }).map((second) => new Date(second * 1000))),
})

test('the statuses of a refund are Stripe’s', () =>
  assert.deepEqual([...REFUND_STATUSES], ['pending', 'requires_action', 'succeeded', 'failed', 'canceled']))

describe('which refunds take money', () => {
  for (const status of ['pending', 'requires_action', 'succeeded'] as const)
    test(`one that is ${status} does`, () => assert.equal(takesMoney(status), true))
  for (const status of ['failed', 'canceled'] as const)
    test(`one that is ${status} does not`, () => assert.equal(takesMoney(status), false))
})

describe('news of a refund that is recorded', () => {
  for (const recorded of REFUND_STATUSES) {
    for (const news of REFUND_STATUSES.filter((status) => RANK[status] !== RANK[recorded])) {
      const expected = RANK[news] > RANK[recorded] ? 'take' : 'keep'
      test(`${news} after ${recorded} is ${expected === 'take' ? 'taken' : 'ignored'}, whenever it was fetched`, () => {
        for (const recordedAt of [null, early, late])
          for (const newsAt of [null, early, late])
            assert.equal(mergeOf(progress(recorded, { fetchedAt: recordedAt }), progress(news, { fetchedAt: newsAt })), expected)
      })
    }
  }

  const sideways: [string, Progress, Progress][] = [
    ['pending, then requires_action', progress('pending'), progress('requires_action')],
    ['requires_action, then pending', progress('requires_action'), progress('pending')],
    ['failed, then canceled', progress('failed'), progress('canceled')],
    [
      'pending for another reason',
      progress('pending', { pendingReason: 'processing' }),
      progress('pending', { pendingReason: 'insufficient_funds' }),
    ],
    ['failed for another reason', progress('failed', { failureReason: 'unknown' }), progress('failed', { failureReason: 'declined' })],
  ]
  for (const [name, recorded, news] of sideways) {
    test(`${name}: a payload has it fetched`, () => {
      assert.equal(mergeOf(recorded, news), 'refetch')
      assert.equal(mergeOf({ ...recorded, fetchedAt: early }, news), 'refetch')
    })
    test(`${name}: of two fetches the one that started last wins`, () => {
      assert.equal(mergeOf(recorded, { ...news, fetchedAt: early }), 'take')
      assert.equal(mergeOf({ ...recorded, fetchedAt: early }, { ...news, fetchedAt: late }), 'take')
      assert.equal(mergeOf({ ...recorded, fetchedAt: late }, { ...news, fetchedAt: late }), 'take')
      assert.equal(mergeOf({ ...recorded, fetchedAt: late }, { ...news, fetchedAt: early }), 'keep')
    })
  }

  for (const status of REFUND_STATUSES)
    test(`${status} again is taken for what else it says`, () =>
      assert.equal(mergeOf(progress(status, { fetchedAt: late }), progress(status)), 'take'))

  test('never takes a step back', () => {
    fc.assert(
      fc.property(anyProgress, anyProgress, (recorded, news) =>
        assert.ok(RANK[after(recorded, news, mergeOf(recorded, news)).status] >= RANK[recorded.status]),
      ),
    )
  })

  test('only a payload has it fetched', () => {
    fc.assert(
      fc.property(anyProgress, anyProgress, (recorded, news) =>
        assert.ok(news.fetchedAt === null || mergeOf(recorded, news) !== 'refetch'),
      ),
    )
  })

  test('leads to what Stripe has in the end, in whatever order it comes and however often', () => {
    fc.assert(
      fc.property(history(), fc.infiniteStream(fc.nat()), (all, picks) => {
        const truth = all.at(-1)
        assert.ok(truth !== undefined)
        const news = shuffled([...all, ...all], picks)
        let fetched = 0
        const [first = truth, ...rest] = news
        const end = rest.reduce((recorded, one) => {
          const step = mergeOf(recorded, one)
          return step === 'refetch'
            ? after(recorded, { ...truth, fetchedAt: new Date((fetched += 1)) }, 'take')
            : after(recorded, one, step)
        }, first)
        assert.deepEqual({ ...end, fetchedAt: null }, { ...truth })
      }),
      { numRuns: 500 },
    )
  })
})

describe('when what is recorded was fetched', () => {
  const cases: [string, Progress, Progress, Date | null][] = [
    ['a payload that goes forward forgets the fetch', progress('pending', { fetchedAt: late }), progress('succeeded'), null],
    [
      'a fetch that goes forward counts, even an older one',
      progress('pending', { fetchedAt: late }),
      progress('succeeded', { fetchedAt: early }),
      early,
    ],
    ['a payload that confirms leaves it', progress('pending', { fetchedAt: early }), progress('pending'), early],
    [
      'a later fetch that confirms makes it later',
      progress('pending', { fetchedAt: early }),
      progress('pending', { fetchedAt: late }),
      late,
    ],
    [
      'an older fetch that confirms never makes it older',
      progress('pending', { fetchedAt: late }),
      progress('pending', { fetchedAt: early }),
      late,
    ],
    ['a fetch after a payload counts', progress('pending'), progress('requires_action', { fetchedAt: early }), early],
    ['two payloads leave nothing', progress('pending'), progress('pending'), null],
  ]
  for (const [name, recorded, news, expected] of cases) test(name, () => assert.equal(fetchedAfter(recorded, news), expected))

  test('between fetches of one rank the one that started last has the last word, in any order', () => {
    const fetches = fc.uniqueArray(
      fc.record({ status: fc.constantFrom('pending' as const, 'requires_action' as const), second: fc.nat(20) }),
      { selector: ({ second }) => second, minLength: 1, maxLength: 6 },
    )
    fc.assert(
      fc.property(fetches, (all) => {
        const [first, ...rest] = all.map(({ status, second }) => progress(status, { fetchedAt: new Date(second) }))
        assert.ok(first !== undefined)
        const end = rest.reduce((recorded, news) => after(recorded, news, mergeOf(recorded, news)), first)
        const last = all.toSorted((one, other) => other.second - one.second)[0]
        assert.equal(end.status, last?.status)
      }),
    )
  })
})

describe('the bank’s reference', () => {
  const none: Reference = { type: null, value: null, status: null }
  const pending: Reference = { type: 'acquirer_reference_number', value: null, status: 'pending' }
  const unavailable: Reference = { type: 'acquirer_reference_number', value: null, status: 'unavailable' }
  const available: Reference = { type: 'acquirer_reference_number', value: '7451', status: 'available' }
  const bare: Reference = { type: null, value: '7451', status: null }
  const cases: [string, Reference, Reference, Reference][] = [
    ['arrives', none, pending, pending],
    ['becomes available', pending, available, available],
    ['is found after all', unavailable, available, available],
    ['becomes unavailable', pending, unavailable, unavailable],
    ['is there as soon as its status says so', unavailable, { ...available, value: null }, { ...available, value: null }],
    ['does not go back to pending', available, pending, available],
    ['does not go back from unavailable to pending', unavailable, pending, unavailable],
    ['does not become unavailable once it was there', available, unavailable, available],
    ['does not vanish', available, none, available],
    ['does not vanish, even without a status', bare, none, bare],
    ['counts without a status where it has a value', pending, bare, bare],
    ['is not given up for a status without a value', available, { ...available, value: null }, available],
    ['is corrected by news of the same rank', available, { ...available, value: '9' }, { ...available, value: '9' }],
    ['of an unknown status counts for nothing', pending, { ...none, status: 'odd' }, pending],
  ]
  for (const [name, recorded, news, expected] of cases) test(name, () => assert.deepEqual(laterReference(recorded, news), expected))
})

function after(recorded: Progress, news: Progress, step: Merge): Progress {
  return step === 'take' ? { ...news, fetchedAt: fetchedAfter(recorded, news) } : recorded
}

/** What Stripe says of one refund as it goes on: never backwards. */
function history(): fc.Arbitrary<Progress[]> {
  const progress = anyStatus.chain((name) =>
    fc.record({
      status: fc.constant(name),
      pendingReason: RANK[name] === 1 ? fc.constantFrom(null, 'processing', 'insufficient_funds') : fc.constant(null),
      failureReason: RANK[name] === 3 ? fc.constantFrom('unknown', 'declined') : fc.constant(null),
      fetchedAt: fc.constant(null),
    }),
  )
  return fc
    .array(progress, { minLength: 1, maxLength: 5 })
    .map((all) => all.toSorted((one, other) => RANK[one.status] - RANK[other.status]))
}

function shuffled<T>(items: readonly T[], picks: fc.Stream<number>): T[] {
  const left = [...items]
  return items.flatMap(() => left.splice((picks.next().value ?? 0) % left.length, 1))
}
