import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { currencyRule, decimalString, isAmountOf, moneyFormat, parseAmount, type ParsedAmount } from '../../server/contract/money.ts'

const ZERO_DECIMAL = ['bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vnd', 'vuv', 'xaf', 'xof', 'xpf']
const THREE_DECIMAL = ['bhd', 'jod', 'kwd', 'omr', 'tnd']
const WHOLE_IN_HUNDREDTHS = ['isk', 'ugx']
const TWO_DECIMAL = ['usd', 'eur', 'gbp', 'cad', 'chf', 'huf', 'twd', 'mxn', 'inr', 'aed', 'ils']

const LOCALES = [
  'en-US',
  'en-GB',
  'en-IN',
  'en-CA',
  'fr-FR',
  'fr-CA',
  'fr-CH',
  'de-DE',
  'de-CH',
  'de-AT',
  'es-ES',
  'es-MX',
  'pt-BR',
  'pt-PT',
  'it-IT',
  'nl-NL',
  'sv-SE',
  'da-DK',
  'nb-NO',
  'fi-FI',
  'pl-PL',
  'cs-CZ',
  'hu-HU',
  'tr-TR',
  'ru-RU',
  'ja-JP',
  'ko-KR',
  'zh-CN',
  'hi-IN',
  'bn-BD',
  'ar-EG',
  'ar-SA',
  'fa-IR',
  'he-IL',
  'th-TH',
  'vi-VN',
  'is-IS',
]

const anyCurrency = fc.constantFrom(...ZERO_DECIMAL, ...THREE_DECIMAL, ...WHOLE_IN_HUNDREDTHS, ...TWO_DECIMAL)

/** An amount that Stripe takes in its currency, up to the largest that can be counted exactly. */
const amountOfMoney = anyCurrency.chain((currency) => {
  const { step } = currencyRule(currency)
  return fc.integer({ min: 0, max: Math.floor(Number.MAX_SAFE_INTEGER / step) }).map((steps) => ({ currency, amount: steps * step }))
})

describe('how Stripe counts a currency', () => {
  for (const currency of ZERO_DECIMAL)
    test(`${currency} has no decimals`, () => assert.deepEqual(currencyRule(currency), { exponent: 0, step: 1, decimals: 0 }))
  for (const currency of THREE_DECIMAL)
    test(`${currency} has three decimals, the last of them 0`, () =>
      assert.deepEqual(currencyRule(currency), { exponent: 3, step: 10, decimals: 3 }))
  for (const currency of WHOLE_IN_HUNDREDTHS)
    test(`${currency} is sent in hundredths that end in 00`, () =>
      assert.deepEqual(currencyRule(currency), { exponent: 2, step: 100, decimals: 0 }))
  for (const currency of TWO_DECIMAL)
    test(`${currency} has two decimals`, () => assert.deepEqual(currencyRule(currency), { exponent: 2, step: 1, decimals: 2 }))

  test('the case of a currency does not matter', () => assert.deepEqual(currencyRule('JPY'), currencyRule('jpy')))
})

describe('what Stripe takes as an amount', () => {
  const cases: [string, number, boolean][] = [
    ['usd', 1, true],
    ['usd', 0, true],
    ['usd', -1, true],
    ['usd', 0.5, false],
    ['usd', Number.NaN, false],
    ['usd', Number.MAX_SAFE_INTEGER, true],
    ['usd', Number.MAX_SAFE_INTEGER + 1, false],
    ['jpy', 7, true],
    ['kwd', 1230, true],
    ['kwd', 1234, false],
    ['kwd', -1230, true],
    ['isk', 100, true],
    ['isk', 150, false],
    ['UGX', 1, false],
  ]
  for (const [currency, amount, expected] of cases)
    test(`${amount} in ${currency} is ${expected ? 'one' : 'none'}`, () => assert.equal(isAmountOf(currency, amount), expected))
})

describe('an amount as a decimal string', () => {
  const cases: [number, string, string][] = [
    [0, 'usd', '0.00'],
    [5, 'usd', '0.05'],
    [-5, 'usd', '-0.05'],
    [1234, 'usd', '12.34'],
    [-1234, 'USD', '-12.34'],
    [100000, 'isk', '1000.00'],
    [7, 'jpy', '7'],
    [-120, 'jpy', '-120'],
    [1230, 'kwd', '1.230'],
    [90, 'bhd', '0.090'],
    [Number.MAX_SAFE_INTEGER, 'usd', '90071992547409.91'],
  ]
  for (const [amount, currency, expected] of cases)
    test(`${amount} in ${currency} is ${expected}`, () => assert.equal(decimalString(amount, currency), expected))

  test('is exact: without its point it is the amount again', () => {
    fc.assert(
      fc.property(anyCurrency, fc.maxSafeInteger(), (currency, amount) => {
        const text = decimalString(amount, currency)
        assert.equal(BigInt(text.replace('.', '')), BigInt(amount))
        assert.equal(text.split('.')[1]?.length ?? 0, currencyRule(currency).exponent)
        assert.match(text, /^-?(0|[1-9]\d*)(\.\d+)?$/)
      }),
    )
  })
})

describe('money as a person reads it', () => {
  const write = (amount: number, currency: string, locale: string, display?: 'symbol' | 'narrowSymbol' | 'code'): string =>
    moneyFormat(currency, locale, display).format(numeral(amount, currency)).replace(/\s/gu, ' ')

  const cases: [number, string, string, string][] = [
    [123456, 'usd', 'en-US', '$1,234.56'],
    [123456, 'cad', 'en-US', '$1,234.56'],
    [123456, 'eur', 'de-DE', '1.234,56 €'],
    [1234, 'jpy', 'en-US', '¥1,234'],
    [1230, 'kwd', 'en-US', 'KWD 1.230'],
    [100000, 'isk', 'en-US', 'kr 1,000'],
    [100050, 'isk', 'en-US', 'kr 1,000.5'],
    [200, 'usd', 'en-US', '$2.00'],
  ]
  for (const [amount, currency, locale, expected] of cases)
    test(`${amount} in ${currency} reads ${expected} in ${locale}`, () => assert.equal(write(amount, currency, locale), expected))

  test('can name the currency by its code or its own sign', () => {
    assert.equal(write(100, 'cad', 'en-US', 'code'), 'CAD 1.00')
    assert.equal(write(100, 'cad', 'en-US', 'symbol'), 'CA$1.00')
  })
})

describe('an amount as a person types it', () => {
  const is = (amount: number): ParsedAmount => ({ kind: 'amount', amount })
  const none = { kind: 'not_a_number' } as const
  const either = (grouped: number, decimal: number): ParsedAmount => ({ kind: 'ambiguous', readings: [grouped, decimal] })
  const fine = (decimals: number): ParsedAmount => ({ kind: 'too_many_decimals', decimals })
  const cases: [string, string, string, ParsedAmount][] = [
    ['', 'usd', 'en-US', { kind: 'empty' }],
    ['  ', 'usd', 'en-US', { kind: 'empty' }],
    ['$', 'usd', 'en-US', { kind: 'empty' }],
    ['12', 'usd', 'en-US', is(1200)],
    ['12.5', 'usd', 'en-US', is(1250)],
    ['12.50', 'usd', 'en-US', is(1250)],
    ['.5', 'usd', 'en-US', is(50)],
    ['5.', 'usd', 'en-US', is(500)],
    ['.', 'usd', 'en-US', none],
    [',', 'usd', 'en-US', none],
    [' $ 1,234.56 ', 'usd', 'en-US', is(123456)],
    ['1234.56 usd', 'usd', 'en-US', is(123456)],
    ['USD 7', 'usd', 'en-US', is(700)],
    ['0012', 'usd', 'en-US', is(1200)],
    ['0', 'usd', 'en-US', is(0)],
    ['12,50', 'usd', 'en-US', is(1250)],
    ['1,23', 'usd', 'en-US', is(123)],
    ['1,2345', 'usd', 'en-US', fine(2)],
    ['12,34,567', 'usd', 'en-US', is(123456700)],
    ['12,34,56', 'usd', 'en-US', none],
    ['1234,567', 'usd', 'en-US', fine(2)],
    ['1,2345,678', 'usd', 'en-US', none],
    ['1,2,345', 'usd', 'en-US', none],
    [',123', 'usd', 'en-US', fine(2)],
    ['1,23,456.7', 'inr', 'en-IN', is(12345670)],
    ['1.2.3', 'usd', 'en-US', none],
    ['1.2,3', 'usd', 'en-US', none],
    ['-5', 'usd', 'en-US', none],
    ['+5', 'usd', 'en-US', none],
    ['1e3', 'usd', 'en-US', none],
    ['0x10', 'usd', 'en-US', none],
    ['1 2', 'usd', 'en-US', none],
    ['12 apples', 'usd', 'en-US', none],
    ['12.345', 'usd', 'en-US', either(1234500, 1235)],
    // A sign that means thousands elsewhere is never taken for a decimal one, nor the reverse.
    ['12.500', 'usd', 'en-US', either(1250000, 1250)],
    ['1.000', 'jpy', 'en-US', either(1000, 1)],
    ['1.000', 'isk', 'en-US', either(100000, 100)],
    ['12,500', 'eur', 'de-DE', either(1250000, 1250)],
    ['1.234', 'eur', 'fr-FR', either(123400, 123)],
    ['1,234', 'eur', 'fr-FR', either(123400, 123)],
    ['1.234', 'kwd', 'fr-FR', either(1234000, 1230)],
    ['1,234', 'usd', 'en-US', is(123400)],
    ['1.234', 'eur', 'de-DE', is(123400)],
    ['1,000', 'jpy', 'ja-JP', is(1000)],
    ['0.500', 'kwd', 'de-DE', is(500)],
    ['0,500', 'usd', 'en-US', fine(2)],
    ['1234.50', 'eur', 'de-DE', is(123450)],
    ['1,234.56', 'eur', 'de-DE', is(123456)],
    ['1.234,56', 'usd', 'en-US', is(123456)],
    ['1.234.567', 'usd', 'en-US', is(123456700)],
    ['1.234.567,8', 'usd', 'en-US', is(123456780)],
    ['1,234.567.8', 'usd', 'en-US', none],
    ['1 234.567', 'usd', 'en-US', fine(2)],
    ["1'234,5", 'usd', 'en-US', is(123450)],
    ["1 234'567", 'usd', 'en-US', none],
    ['12.50', 'zar', 'en-ZA', is(1250)],
    ['12.50', 'egp', 'ar-EG', is(1250)],
    ['١٢,٥٠', 'egp', 'ar-EG', is(1250)],
    ['1٫234', 'usd', 'en-US', fine(2)],
    ['12.50', 'usd', 'fa-IR', is(1250)],
    ['12,50', 'chf', 'de-CH', is(1250)],
    ['200,00', 'chf', 'fr-CH', is(20000)],
    ['२५०', 'inr', 'en-IN', is(25000)],
    // The currency, before or after, by its sign, code or name; another one is no amount of this.
    ['US$12', 'usd', 'en-US', is(1200)],
    ['12 US$', 'usd', 'de-DE', is(1200)],
    ['12 US dollars', 'usd', 'en-US', is(1200)],
    ['CA$12', 'cad', 'en-US', is(1200)],
    ['C$12', 'cad', 'fr-CA', is(1200)],
    ['1,200円', 'jpy', 'en-US', is(1200)],
    ['￥1200', 'jpy', 'ja-JP', is(1200)],
    ['€12', 'usd', 'en-US', { kind: 'other_currency' }],
    ['12.50 EUR', 'usd', 'en-US', { kind: 'other_currency' }],
    ['CA$12', 'usd', 'en-US', { kind: 'other_currency' }],
    ['£ 1,200', 'eur', 'de-DE', { kind: 'other_currency' }],
    // Pasted from a web page or a spreadsheet.
    ['\ufeff12\u200b.50\u200e', 'usd', 'en-US', is(1250)],
    ['\u206812.50\u2069', 'usd', 'en-US', is(1250)],
    ['12\u00ad50', 'usd', 'en-US', is(125000)],
    ['12,50', 'eur', 'de-DE', is(1250)],
    ['1.234,56 €', 'eur', 'de-DE', is(123456)],
    ['12.50', 'eur', 'de-DE', is(1250)],
    ['1 234,56', 'eur', 'fr-FR', is(123456)],
    ['1\u202f234,56', 'eur', 'fr-FR', is(123456)],
    ['1\u00a0234,56\u00a0€', 'eur', 'fr-FR', is(123456)],
    ["1'234.50", 'chf', 'de-CH', is(123450)],
    ['1’234.50', 'chf', 'de-CH', is(123450)],
    ['1’234.50', 'chf', 'en-US', is(123450)],
    ['١٬٢٣٤٫٥٦', 'usd', 'ar-EG', is(123456)],
    ['1234٫56', 'usd', 'ar-EG', is(123456)],
    ['\u200f١٢٫٥٠\u00a0US$', 'usd', 'ar-EG', is(1250)],
    ['１２３', 'usd', 'ja-JP', is(12300)],
    ['１２．５０', 'usd', 'ja-JP', is(1250)],
    // A footnote mark, an index, a number in a ring or a fraction is no digit of an amount.
    ['12²', 'usd', 'en-US', none],
    ['$12¹', 'usd', 'en-US', none],
    ['5₂', 'usd', 'en-US', none],
    ['①②', 'usd', 'en-US', none],
    ['⒈50', 'usd', 'en-US', none],
    ['🄂50', 'usd', 'de-DE', none],
    ['1½', 'usd', 'en-US', none],
    ['7', 'jpy', 'en-US', is(7)],
    ['7.5', 'jpy', 'en-US', fine(0)],
    ['¥1,234', 'jpy', 'en-US', is(1234)],
    ['1.23', 'kwd', 'en-US', is(1230)],
    ['1.230', 'kwd', 'en-US', is(1230)],
    ['1.234', 'kwd', 'en-US', { kind: 'last_decimal_not_zero' }],
    ['1.005', 'kwd', 'en-US', { kind: 'last_decimal_not_zero' }],
    ['1.0055', 'kwd', 'en-US', fine(3)],
    ['1.2345', 'kwd', 'en-US', fine(3)],
    ['1000', 'isk', 'en-US', is(100000)],
    ['1000.00', 'isk', 'en-US', is(100000)],
    ['1000.5', 'isk', 'en-US', fine(0)],
    ['90071992547409.91', 'usd', 'en-US', is(Number.MAX_SAFE_INTEGER)],
    ['90071992547409.92', 'usd', 'en-US', { kind: 'too_large' }],
    ['9'.repeat(400), 'usd', 'en-US', { kind: 'too_large' }],
  ]
  for (const [typed, currency, locale, expected] of cases)
    test(`“${typed.slice(0, 30)}” as ${currency} in ${locale} is ${JSON.stringify(expected)}`, () =>
      assert.deepEqual(parseAmount(typed, currency, locale), expected))

  test('what was formatted reads back as the same amount, in every locale and currency', () => {
    fc.assert(
      fc.property(
        amountOfMoney,
        fc.constantFrom(...LOCALES),
        fc.constantFrom('narrowSymbol' as const, 'code' as const),
        ({ currency, amount }, locale, display) => {
          const written = moneyFormat(currency, locale, display).format(numeral(amount, currency))
          assert.deepEqual(parseAmount(written, currency, locale), is(amount), `${written} in ${locale}`)
        },
      ),
      { numRuns: 600 },
    )
  })

  test('what is shown reads back as the same amount, in every locale that the runtime knows', () => {
    const wrong = knownLocales().flatMap((locale) =>
      (['usd', 'eur', 'jpy', 'kwd', 'chf'] as const).flatMap((currency) => {
        const amount = 1_234_560
        const written = moneyFormat(currency, locale).format(numeral(amount, currency))
        const parsed = parseAmount(written, currency, locale)
        return parsed.kind === 'amount' && parsed.amount === amount ? [] : [`${written} in ${locale}: ${JSON.stringify(parsed)}`]
      }),
    )
    assert.deepEqual(wrong, [])
  })

  test('never throws, and never makes an amount that Stripe would not take', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."0123456789.,' ’-+e$€¥٫٬١٢٣\u202f\u00a0") }),
        anyCurrency,
        fc.constantFrom(...LOCALES),
        (typed, currency, locale) => {
          const parsed = parseAmount(typed, currency, locale)
          if (parsed.kind === 'amount') assert.ok(parsed.amount >= 0 && isAmountOf(currency, parsed.amount))
        },
      ),
      { numRuns: 1000 },
    )
  })

  describe('where the browser’s locale data is not ours', () => {
    /** During this test money is formatted as `parts` say, as another browser might. */
    const writes = (t: TestContext, ...parts: Intl.NumberFormatPart[]) =>
      t.mock.method(Intl.NumberFormat.prototype, 'formatToParts', () => parts)

    for (const group of ['’', "'"])
      test(`is read with either apostrophe where ${group} groups`, (t) => {
        writes(t, { type: 'group', value: group }, { type: 'decimal', value: '.' }, { type: 'currency', value: 'CHF' })
        for (const typed of ['1’234.50', "1'234.50", '1234.50', 'CHF 1’234.50'])
          assert.deepEqual(parseAmount(typed, 'chf', 'de-CH'), is(123450), typed)
      })

    test('is read where nothing groups', (t) => {
      writes(t, { type: 'decimal', value: ',' }, { type: 'currency', value: 'лв.' })
      assert.deepEqual(parseAmount('1234,50 лв.', 'bgn', 'bg-BG'), is(123450))
      assert.deepEqual(parseAmount('1 234,50', 'bgn', 'bg-BG'), is(123450))
    })

    test('is read where a mark of writing direction belongs to a sign', (t) => {
      writes(t, { type: 'group', value: '٬' }, { type: 'decimal', value: '٫\u061c' }, { type: 'currency', value: 'د.إ.\u200f' })
      for (const typed of ['١٬٢٣٤٫٥٠ د.إ.\u200f', '1234٫50 د.إ.', '1234٫\u061c50'])
        assert.deepEqual(parseAmount(typed, 'aed', 'ar-EG'), is(123450), typed)
    })
  })
})

/** Every language of two or three letters that the runtime has data of, and the regions that write money in their own way. */
function knownLocales(): string[] {
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  const pairs = letters.flatMap((one) => letters.map((two) => one + two))
  const tags = [...pairs, ...pairs.flatMap((pair) => letters.map((letter) => pair + letter))]
  return [
    ...Intl.NumberFormat.supportedLocalesOf(tags),
    ...LOCALES,
    'pt-CV',
    'de-LI',
    'it-CH',
    'en-CH',
    'en-AT',
    'es-CR',
    'ar-MA',
    'ur-IN',
    'uz-AF',
  ]
}

/** The exact decimal, in the type that Intl takes it as. */
function numeral(amount: number, currency: string): Intl.StringNumericLiteral {
  const text = decimalString(amount, currency)
  assert.ok(isNumeral(text))
  return text
}

function isNumeral(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text)
}
