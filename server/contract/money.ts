/**
 * Money: integers in a currency's minor unit, as Stripe counts them, and the only place that knows how many
 * decimals a currency has.
 *
 * Rests on Stripe's "Supported currencies": zero-decimal currencies, three-decimal currencies (whose last digit must
 * be 0) and the special cases ISK and UGX, which are sent as two-decimal amounts that end in 00.
 */

/** How Stripe counts one currency. */
export interface CurrencyRule {
  /** Digits between the minor unit Stripe counts in and the major unit. */
  readonly exponent: number
  /** An amount is chargeable only as a multiple of this many minor units. */
  readonly step: number
  /** Decimals that people write. */
  readonly decimals: number
}

const TWO_DECIMAL: CurrencyRule = { exponent: 2, step: 1, decimals: 2 }
const ZERO_DECIMAL: CurrencyRule = { exponent: 0, step: 1, decimals: 0 }
const THREE_DECIMAL: CurrencyRule = { exponent: 3, step: 10, decimals: 3 }
const TWO_DECIMAL_WHOLE: CurrencyRule = { exponent: 2, step: 100, decimals: 0 }

const RULES: ReadonlyMap<string, CurrencyRule> = new Map([
  ...each(['bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vnd', 'vuv', 'xaf', 'xof', 'xpf'], ZERO_DECIMAL),
  ...each(['bhd', 'jod', 'kwd', 'omr', 'tnd'], THREE_DECIMAL),
  ...each(['isk', 'ugx'], TWO_DECIMAL_WHOLE),
])

function each(currencies: readonly string[], rule: CurrencyRule): [string, CurrencyRule][] {
  return currencies.map((currency) => [currency, rule])
}

/** How Stripe counts `currency` (ISO 4217, any case). Currencies not named by a special rule have two decimals. */
export function currencyRule(currency: string): CurrencyRule {
  return RULES.get(currency.toLowerCase()) ?? TWO_DECIMAL
}

/** Whether Stripe accepts `amount` (minor units) in `currency`: a safe integer and a multiple of the currency's step. */
export function isAmountOf(currency: string, amount: number): boolean {
  return Number.isSafeInteger(amount) && amount % currencyRule(currency).step === 0
}

/** The most of `amount` (minor units, at least 0) that Stripe accepts in `currency`: what is below a step is nothing. */
export function inWholeSteps(currency: string, amount: number): number {
  return amount - (amount % currencyRule(currency).step)
}

/** `amount` (minor units) as an exact decimal string in major units: `-1234` in USD is `"-12.34"`. */
export function decimalString(amount: number, currency: string): string {
  const { exponent } = currencyRule(currency)
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0')
  const whole = digits.slice(0, digits.length - exponent)
  const fraction = digits.slice(digits.length - exponent)
  return `${amount < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/**
 * The formatter for amounts of `currency` in `locale`, to be fed with {@link decimalString} so that no amount passes
 * through floating point. Making one is slow: keep it.
 */
export function moneyFormat(
  currency: string,
  locale: string,
  currencyDisplay: 'symbol' | 'narrowSymbol' | 'code' = 'narrowSymbol',
): Intl.NumberFormat {
  const { decimals, exponent } = currencyRule(currency)
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay,
    minimumFractionDigits: decimals,
    maximumFractionDigits: exponent,
  })
}

/** What a typed amount came to: minor units, or why it is none. */
export type ParsedAmount =
  | { readonly kind: 'amount'; readonly amount: number }
  | { readonly kind: 'empty' }
  | { readonly kind: 'not_a_number' }
  | { readonly kind: 'too_many_decimals'; readonly decimals: number }
  /** Of three decimals, which the currency has, the last is not 0. */
  | { readonly kind: 'last_decimal_not_zero' }
  | { readonly kind: 'too_large' }

/**
 * Reads an amount as a person of `locale` types it: the locale's digits, decimal and group signs, surrounding spaces
 * and the currency's sign are understood; anything ambiguous (a group that is not of three digits, two decimal signs,
 * an exponent, a superscript, more decimals than the currency has, be they zeros) is refused rather than guessed.
 */
export function parseAmount(typed: string, currency: string, locale: string): ParsedAmount {
  if (NUMERAL_BUT_NO_DIGIT.test(typed)) return { kind: 'not_a_number' }
  const signs = localeSigns(currency, locale)
  const text = withoutCurrency(
    [...typed.normalize('NFKC').replace(INVISIBLE, '')].map((character) => signs.digits.get(character) ?? character).join(''),
    signs.currency,
  )
  if (text === '') return { kind: 'empty' }
  const parts = splitNumber(text.replace(/\s/gu, ' ').replaceAll('’', "'"), signs.decimal, signs.group)
  if (parts === null) return { kind: 'not_a_number' }
  return toMinorUnits(parts.whole, parts.fraction, currency)
}

/**
 * Superscripts, subscripts, circled digits and fractions, which Unicode's compatibility form would turn into digits:
 * 12 with the footnote 2 is not 122. The digits of every script, full-width ones too, are none of these.
 */
const NUMERAL_BUT_NO_DIGIT = /\p{No}/u

/** Marks of writing direction, which Arabic and Hebrew locales put into formatted numbers. */
const INVISIBLE = /[\u200e\u200f\u061c]/gu

function withoutCurrency(text: string, names: readonly string[]): string {
  const trimmed = text.trim()
  for (const name of names) {
    if (trimmed.toLowerCase().startsWith(name)) return trimmed.slice(name.length).trim()
    if (trimmed.toLowerCase().endsWith(name)) return trimmed.slice(0, -name.length).trim()
  }
  return trimmed
}

function toMinorUnits(whole: string, fraction: string, currency: string): ParsedAmount {
  const { exponent, decimals, step } = currencyRule(currency)
  const significant = fraction.replace(/0+$/, '')
  // Zeros count too: 1.000 yen is a thousand to some who type it, and one to nobody.
  if (significant.length > decimals || fraction.length > exponent) return { kind: 'too_many_decimals', decimals }
  const amount = Number(whole + significant.padEnd(exponent, '0'))
  if (!Number.isSafeInteger(amount)) return { kind: 'too_large' }
  if (amount % step !== 0) return { kind: 'last_decimal_not_zero' }
  return { kind: 'amount', amount }
}

/** The lengths of the groups of a whole number: any of one alone, else 1 to 3 digits, then 2 (as India does) or 3, at last 3. */
const WELL_GROUPED = /^(\d+|[1-3](,[23])*,3)$/

function splitNumber(text: string, decimal: string, group: string): { whole: string; fraction: string } | null {
  const [whole = '', fraction = '', ...rest] = text.split(decimal)
  const groups = whole.split(group)
  const digits = groups.join('')
  if (rest.length > 0 || !/^\d+$/.test(digits + fraction)) return null
  return WELL_GROUPED.test(groups.map((part) => part.length).join(',')) ? { whole: digits, fraction } : null
}

interface LocaleSigns {
  readonly decimal: string
  readonly group: string
  readonly digits: ReadonlyMap<string, string>
  readonly currency: readonly string[]
}

function localeSigns(currency: string, locale: string): LocaleSigns {
  const parts = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  }).formatToParts(1234567.89)
  const plain = new Intl.NumberFormat(locale)
  // Only a group sign may be missing: some locales group nothing. A comma does no harm there.
  const sign = (type: Intl.NumberFormatPartTypes): string =>
    parts
      .find((part) => part.type === type)
      ?.value.normalize('NFKC')
      .replace(INVISIBLE, '') ?? ','
  return {
    decimal: sign('decimal'),
    group: sign('group').replace(/\s/u, ' ').replace('’', "'"),
    digits: new Map(Array.from({ length: 10 }, (_, digit) => [plain.format(digit).normalize('NFKC'), String(digit)])),
    currency: [sign('currency'), currency].map((name) => name.toLowerCase()),
  }
}
