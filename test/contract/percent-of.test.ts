import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isAmountOf, percentOf } from '../../server/contract/money.ts'

const CASES: readonly (readonly [string, number, number, number])[] = [
  ['usd', 50_000, 15, 7_500],
  ['usd', 333, 10, 33],
  ['usd', 335, 10, 34],
  ['usd', 10_000, 1.15, 115],
  ['usd', 1_000, 1.005, 10],
  ['usd', 90_071_992_547_409, 99, 89_171_272_621_935],
  ['usd', Number.MAX_SAFE_INTEGER, 33.333333, 3_002_399_721_556_333],
  ['jpy', 999, 15, 150],
  ['kwd', 87_650, 15, 13_150],
  ['isk', 99_900, 15, 15_000],
  ['usd', 0, 15, 0],
]
for (const [currency, amount, percent, part] of CASES)
  test(`${percent} % of ${amount} ${currency} is ${part}`, () => assert.equal(percentOf(currency, amount, percent), part))

test('A part of an amount can be refunded, and the exact part is within half a step of it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('usd', 'jpy', 'kwd', 'isk'),
      fc.integer({ min: 0, max: 2 ** 52 }),
      fc.integer({ min: 0, max: 100 }),
      (currency, amount, percent) => {
        const part = percentOf(currency, amount, percent)
        assert.ok(isAmountOf(currency, part))
        const twiceOff = 2n * (100n * BigInt(part) - BigInt(amount) * BigInt(percent))
        const step = currency === 'kwd' ? 10n : currency === 'isk' ? 100n : 1n
        assert.ok((twiceOff < 0n ? -twiceOff : twiceOff) <= 100n * step)
      },
    ),
  )
})
