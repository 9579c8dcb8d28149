/** How fine an amount may be, against Stripe's page "Supported currencies", written out here (docs.stripe.com/currencies). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatted, majorUnits, minorUnits } from '../../demo/simulator/money.ts'
import { start } from './support.ts'

interface Documented {
  readonly currencies: string
  /** An amount that Stripe takes, and what it is in major units. */
  readonly taken: readonly [amount: number, major: string]
  /** The nearest that it refuses; none where every integer is an amount. */
  readonly refused: number | null
  /** What a person may type in major units, and what is too fine to be typed. */
  readonly typed: readonly [text: string, amount: number]
  readonly tooFine: string
}

const DOCUMENTED: readonly Documented[] = [
  {
    currencies: 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf',
    taken: [501, '501'],
    refused: null,
    typed: ['1,501', 1501],
    tooFine: '501.5',
  },
  { currencies: 'bhd jod kwd omr tnd', taken: [5120, '5.120'], refused: 5124, typed: ['5.12', 5120], tooFine: '5.124' },
  { currencies: 'isk ugx', taken: [500, '5.00'], refused: 550, typed: ['5', 500], tooFine: '5.50' },
  // HUF and TWD are whole in payouts only; the others stand for all that the page lists without a special rule.
  { currencies: 'usd eur gbp cad huf twd idr cop', taken: [1051, '10.51'], refused: null, typed: ['10.5', 1050], tooFine: '10.515' },
]

for (const { currencies, taken, refused, typed, tooFine } of DOCUMENTED) {
  const [amount, major] = taken
  test(`${currencies}: ${amount} is ${major}${refused === null ? '' : `, and ${refused} is refused`}`, async () => {
    await using sim = await start()
    const stripe = sim.stripe()
    for (const currency of currencies.split(' ')) {
      assert.equal((await stripe.paymentIntents.create({ amount, currency })).amount, amount, currency)
      if (refused !== null) await assert.rejects(stripe.paymentIntents.create({ amount: refused, currency }), /Invalid amount/, currency)
      assert.equal(majorUnits(amount, currency), major, currency)
      assert.equal(majorUnits(-amount, currency), `-${major}`, currency)
      assert.equal(minorUnits(typed[0], currency), typed[1], currency)
      assert.equal(minorUnits(tooFine, currency), null, currency)
    }
  })
}

test('What is no amount is not taken for one', () => {
  for (const typed of ['', '.5', '-5', '5.', '1,23', '1.2.3', '1e3', 'ten', '5 000', '9007199254740993'])
    assert.equal(minorUnits(typed, 'usd'), null, typed)
})

test('Money is shown as people write it', () => {
  assert.deepEqual(
    [
      formatted(123456, 'usd'),
      formatted(-5, 'usd'),
      formatted(500, 'jpy'),
      formatted(5120, 'kwd').slice(-5),
      formatted(500, 'isk').slice(-1),
    ],
    ['$1,234.56', '−$0.05', '¥500', '5.120', '5'],
  )
})
