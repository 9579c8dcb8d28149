import { expect } from '@open-wc/testing'
import { en } from '../../widget/messages/en.ts'
import { readAmount, type TypedAmount } from '../../widget/shared/fields/amount-field.ts'
import { Formats } from '../../widget/shared/format/formats.ts'
import { NOW, tabOf } from './support/tabs.ts'

/** The languages that the widget speaks, and regions that write money in their own way. */
const LOCALES = [
  ...[
    'en',
    'en-US',
    'en-CA',
    'en-IN',
    'en-ZA',
    'es',
    'es-ES',
    'es-MX',
    'es-CR',
    'fr',
    'fr-FR',
    'fr-CA',
    'fr-CH',
    'de',
    'de-DE',
    'de-AT',
    'de-CH',
  ],
  ...[
    'ja',
    'ja-JP',
    'ar',
    'ar-EG',
    'ar-AE',
    'ar-MA',
    'fa-IR',
    'he-IL',
    'hi-IN',
    'bn-BD',
    'pt-BR',
    'pt-PT',
    'pt-CV',
    'mr',
    'my',
    'ne',
    'th',
    'tr',
    'ur',
  ],
]
const CURRENCIES = ['usd', 'eur', 'cad', 'chf', 'jpy', 'kwd', 'isk', 'inr', 'egp']

function read(typed: string, currency: string, locale: string): TypedAmount {
  const view = { tab: tabOf(), messages: en, formats: new Formats({ locale, timeZone: 'UTC' }), now: NOW }
  return readAmount(typed, currency, null, view)
}

const amountOf = (typed: string, currency: string, locale: string): number | string => {
  const parsed = read(typed, currency, locale)
  return parsed.kind === 'amount' ? parsed.amount : parsed.text
}

describe('amounts as people type them, in this browser', () => {
  it('takes what it prefills and what it shows, in every locale', () => {
    const wrong = LOCALES.flatMap((locale) =>
      CURRENCIES.flatMap((currency) => {
        const formats = new Formats({ locale, timeZone: 'UTC' })
        const amount = 1_234_500
        return [formats.typed(amount, currency), formats.money(amount, currency)]
          .filter((written) => amountOf(written, currency, locale) !== amount)
          .map((written) => `${written} (${currency}, ${locale}): ${amountOf(written, currency, locale)}`)
      }),
    )
    expect(wrong).to.deep.equal([])
  })

  it('takes the example of its own error', () => {
    for (const locale of LOCALES) {
      for (const currency of CURRENCIES) {
        const error = read('x', currency, locale)
        const example = error.kind === 'error' ? /such as (.*)\.$/u.exec(error.text)?.[1] : undefined
        expect(amountOf(example ?? '', currency, locale), `${example} in ${locale}`).to.be.a('number')
      }
    }
  })

  it('takes both amounts that it gives back where there are two readings', () => {
    for (const [typed, locale, one, other] of [
      ['1.234', 'en-US', 123_400, 123],
      ['12,505', 'de-DE', 1_250_500, 1_251],
      ['1.234', 'fr-FR', 123_400, 123],
    ] as const) {
      const error = read(typed, 'usd', locale)
      const [, first, second] = error.kind === 'error' ? (/Enter (.*) or (.*)\.$/u.exec(error.text) ?? []) : []
      expect([amountOf(first ?? '', 'usd', locale), amountOf(second ?? '', 'usd', locale)]).to.deep.equal([one, other])
    }
  })
})
