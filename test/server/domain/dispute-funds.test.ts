import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { feeOf, fundsOf, withdrawnAt, type Funds, type Movement } from '../../../server/domain/dispute-funds.ts'

const moved = (amount: number, currency = 'usd', fee = 0, day = 1): Movement => ({
  amount,
  currency,
  fee,
  at: new Date(Date.UTC(2026, 0, day)),
})

describe('what became of the money of a dispute in euros', () => {
  const cases: [string, Movement[], Funds][] = [
    ['unmoved without movements', [], 'unmoved'],
    ['unmoved where only a fee was taken', [moved(0, 'eur', 1_500)], 'unmoved'],
    ['withdrawn', [moved(-10_000, 'eur', 1_500)], 'withdrawn'],
    ['back to the cent', [moved(-10_000, 'eur', 1_500), moved(10_000, 'eur')], 'returned'],
    ['kept in part, which no rate explains', [moved(-10_000, 'eur'), moved(9_999, 'eur')], 'withdrawn'],
    ['withdrawn again', [moved(-10_000, 'eur'), moved(10_000, 'eur'), moved(-10_000, 'eur')], 'withdrawn'],
    ['withdrawn, in dollars', [moved(-11_052)], 'withdrawn'],
    ['back at a lower rate', [moved(-11_052), moved(10_991)], 'returned'],
    ['back at a higher rate', [moved(-11_052), moved(11_200)], 'returned'],
    ['withdrawn, with an adjustment of the rate', [moved(-11_052), moved(61)], 'withdrawn'],
    ['back, with an adjustment of the rate', [moved(-11_052), moved(-61), moved(10_991)], 'returned'],
    ['withdrawn again, in dollars', [moved(-11_052), moved(11_200), moved(-11_000)], 'withdrawn'],
    ['back in full, in dollars', [moved(-11_052), moved(11_052)], 'returned'],
    ['withdrawn from one balance and given to another, which can’t be compared', [moved(-11_052), moved(10_000, 'eur')], 'withdrawn'],
  ]
  for (const [name, movements, expected] of cases) test(`is ${name}`, () => assert.equal(fundsOf(movements, 'eur'), expected))
})

describe('the day since when the money of a dispute in euros is away', () => {
  const eur = (amount: number, day: number): Movement => moved(amount, 'eur', 0, day)
  const cases: [string, Movement[], number | null][] = [
    ['is none before anything moved', [], null],
    ['is that of the withdrawal', [eur(-10_000, 3)], 3],
    ['is none once it is back', [eur(-10_000, 3), eur(10_000, 5)], null],
    ['is that of the last withdrawal', [eur(-10_000, 3), eur(10_000, 5), eur(-10_000, 9)], 9],
  ]
  for (const [name, movements, day] of cases)
    test(name, () => assert.deepEqual(withdrawnAt(movements, 'eur'), day === null ? null : new Date(Date.UTC(2026, 0, day))))
})

describe('the fee of a dispute', () => {
  const cases: [string, Movement[], ReturnType<typeof feeOf>][] = [
    ['is not known without movements', [], null],
    ['is in the currency of the balance', [moved(-100, 'usd', 1_500), moved(100, 'usd')], { amount: 1_500, currency: 'usd' }],
    ['is nothing where it was given back', [moved(-100, 'usd', 1_500), moved(100, 'usd', -1_500)], { amount: 0, currency: 'usd' }],
    ['is nothing where none was taken', [moved(-100, 'usd')], { amount: 0, currency: 'usd' }],
    ['is not summed over two currencies', [moved(-100, 'usd', 1_500), moved(-100, 'eur', 1_500)], null],
  ]
  for (const [name, movements, expected] of cases) test(name, () => assert.deepEqual(feeOf(movements), expected))
})
