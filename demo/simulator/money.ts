/**
 * Money as Stripe counts it: how fine an amount may be, and how it is written. The table is the simulator's own, copied from
 * Stripe's page "Supported currencies" (docs.stripe.com/currencies). It shares nothing with the server's, so that a mistake in
 * either shows against the other.
 */

interface Counting {
  /** Digits of an API amount that stand behind the decimal point. */
  readonly fractionDigits: number
  /** Every amount is a multiple of this many minor units. */
  readonly multipleOf: number
}

/** "Zero-decimal currencies": the charge and the amount are the same. */
const ZERO_DECIMAL = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'
/** "Three-decimal currencies": the last digit must be 0. */
const THREE_DECIMAL = 'BHD JOD KWD OMR TND'
/** "Special cases": no fractions, yet sent as two-decimal amounts that end in 00. */
const WHOLE_BUT_TWO_DECIMAL = 'ISK UGX'

function counting(currency: string): Counting {
  const among = (list: string): boolean => list.split(' ').includes(currency.toUpperCase())
  if (among(ZERO_DECIMAL)) return { fractionDigits: 0, multipleOf: 1 }
  if (among(THREE_DECIMAL)) return { fractionDigits: 3, multipleOf: 10 }
  if (among(WHOLE_BUT_TWO_DECIMAL)) return { fractionDigits: 2, multipleOf: 100 }
  return { fractionDigits: 2, multipleOf: 1 }
}

/** Whether Stripe takes `amount` (minor units) in `currency`: 5124 is no amount of KWD, and 550 none of ISK. */
export function isAmountOf(currency: string, amount: number): boolean {
  return Number.isSafeInteger(amount) && amount % counting(currency).multipleOf === 0
}

/** `amount` (minor units) in major units, without sign of currency or grouping: 1234 in USD is `12.34`. */
export function majorUnits(amount: number, currency: string): `${number}` {
  const { fractionDigits } = counting(currency)
  const sign = amount < 0 ? '-' : ''
  const digits = String(Math.abs(amount)).padStart(fractionDigits + 1, '0')
  const point = digits.length - fractionDigits
  const written = `${sign}${digits.slice(0, point)}${fractionDigits === 0 ? '' : `.${digits.slice(point)}`}`
  if (!isNumeric(written)) throw new RangeError(`${amount} is no amount in minor units.`)
  return written
}

function isNumeric(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text)
}

/** The minor units that a person typed in major units, as in `1,234.50`; null where it is no amount of the currency. */
export function minorUnits(typed: string, currency: string): number | null {
  const { fractionDigits } = counting(currency)
  const [, whole = '', fraction = ''] = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/.exec(typed.trim()) ?? []
  if (whole === '' || fraction.length > fractionDigits) return null
  const amount = Number(whole.replaceAll(',', '') + fraction.padEnd(fractionDigits, '0'))
  return isAmountOf(currency, amount) ? amount : null
}

/** `amount` (minor units) as people write it, with its currency's sign. */
export function formatted(amount: number, currency: string): string {
  const { fractionDigits, multipleOf } = counting(currency)
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: multipleOf === 100 ? 0 : fractionDigits,
    maximumFractionDigits: fractionDigits,
  })
  return format.format(majorUnits(amount, currency)).replace('-', '−')
}
