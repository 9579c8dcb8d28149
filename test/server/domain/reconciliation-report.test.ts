import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  EMPTY_REPORT,
  FINDINGS,
  isClean,
  KINDS,
  withFinding,
  type Finding,
  type Kind,
  type Report,
} from '../../../server/domain/reconciliation-report.ts'

const nothing = { count: 0, amounts: {} }

describe('what a reconciliation found', () => {
  test('is nothing of any kind at first', () => {
    assert.equal(EMPTY_REPORT.events, 0)
    for (const kind of KINDS) for (const finding of FINDINGS) assert.deepEqual(EMPTY_REPORT[kind][finding], nothing)
  })

  test('counts what is found, and sums its money', () => {
    const once = withFinding(EMPTY_REPORT, 'refunds', 'recorded', 300, 'usd')
    assert.deepEqual(once.refunds.recorded, { count: 1, amounts: { usd: 300 } })
    const twice = withFinding(once, 'refunds', 'recorded', 50, 'usd')
    assert.deepEqual(twice.refunds.recorded, { count: 2, amounts: { usd: 350 } })
  })

  test('never sums one currency with another', () => {
    const dollars = withFinding(EMPTY_REPORT, 'charges', 'matched', 300, 'usd')
    const both = withFinding(dollars, 'charges', 'matched', 50, 'eur')
    assert.deepEqual(both.charges.matched, { count: 2, amounts: { usd: 300, eur: 50 } })
  })

  test('keeps everything else that was found, and the events', () => {
    const before = withFinding({ ...EMPTY_REPORT, events: 4 }, 'refunds', 'matched', 300, 'usd')
    const after = withFinding(before, 'refunds', 'differing', 50, 'usd')
    assert.equal(after.events, 4)
    assert.deepEqual(after.refunds, { ...before.refunds, differing: { count: 1, amounts: { usd: 50 } } })
    assert.deepEqual([after.charges, after.disputes], [EMPTY_REPORT.charges, EMPTY_REPORT.disputes])
  })

  test('is the same in whatever order it was found, and all of it is there', () => {
    fc.assert(
      fc.property(fc.array(anyFound), (found) => {
        const report = reportOf(found)
        assert.deepEqual(reportOf(found.toReversed()), report)
        for (const kind of KINDS)
          for (const finding of FINDINGS) {
            const these = found.filter((one) => one.kind === kind && one.finding === finding)
            const dollars = these.filter(({ currency }) => currency === 'usd').map(({ amount }) => amount)
            assert.equal(report[kind][finding].count, these.length)
            assert.equal(
              report[kind][finding].amounts['usd'] ?? 0,
              dollars.reduce((total, amount) => total + amount, 0),
            )
          }
      }),
    )
  })
})

describe('whether a person has to check a reconciliation', () => {
  test('not where nothing was found', () => assert.equal(isClean(EMPTY_REPORT), true))
  test('where something of Stripe’s can’t be read', () => assert.equal(isClean({ ...EMPTY_REPORT, unreadable: 1 }), false))
  for (const kind of KINDS) {
    for (const finding of ['matched', 'recorded', 'changed'] as const)
      test(`not for ${kind} that are ${finding}`, () => assert.equal(isClean(withFinding(EMPTY_REPORT, kind, finding, 1, 'usd')), true))
    for (const finding of ['differing', 'unexplained'] as const)
      test(`for ${kind} that are ${finding}`, () => assert.equal(isClean(withFinding(EMPTY_REPORT, kind, finding, 1, 'usd')), false))
  }
})

interface Found {
  readonly kind: Kind
  readonly finding: Finding
  readonly amount: number
  readonly currency: string
}

const anyFound: fc.Arbitrary<Found> = fc.record({
  kind: fc.constantFrom(...KINDS),
  finding: fc.constantFrom(...FINDINGS),
  amount: fc.integer({ min: 0, max: 100_000 }),
  currency: fc.constantFrom('usd', 'eur'),
})

function reportOf(found: readonly Found[]): Report {
  return found.reduce((report, { kind, finding, amount, currency }) => withFinding(report, kind, finding, amount, currency), EMPTY_REPORT)
}
