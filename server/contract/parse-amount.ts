/** Amounts as people type them, in any locale: whatever has one reading is taken, and nothing is guessed. */
import { currencyRule } from './currency-rules.ts'

/** What a typed amount came to: minor units, or why it is none. */
export type ParsedAmount =
  | { readonly kind: 'amount'; readonly amount: number }
  | { readonly kind: 'empty' }
  | { readonly kind: 'not_a_number' }
  | { readonly kind: 'too_many_decimals'; readonly decimals: number }
  /** Of three decimals, which the currency has, the last is not 0. */
  | { readonly kind: 'last_decimal_not_zero' }
  | { readonly kind: 'too_large' }
  /** It names another currency. */
  | { readonly kind: 'other_currency' }
  /** Its one sign may group thousands or stand before decimals: both readings, in minor units. */
  | { readonly kind: 'ambiguous'; readonly readings: readonly [number, number] }

/**
 * Reads an amount as a person of `locale` types it. Taken are digits of every script, either decimal sign, groups, the currency's
 * sign, code or name before or after it, spaces and invisible characters. Refused are exponents, superscripts, other currencies,
 * and more decimals than the currency has, zeros too. To read often, keep an {@link amountReader}.
 */
export function parseAmount(typed: string, currency: string, locale: string): ParsedAmount {
  return amountReader(currency, locale)(typed)
}

/** A reader of amounts of one currency for one locale. Making one is slow: keep it. */
export function amountReader(currency: string, locale: string): (typed: string) => ParsedAmount {
  const signs = signsOf(currency, locale)
  return (typed) => {
    if (NUMERAL_BUT_NO_DIGIT.test(typed)) return { kind: 'not_a_number' }
    const text = withoutName(westernDigits(plain(typed)).trim(), signs.names)
    if (text === '') return { kind: 'empty' }
    if (OTHER_CURRENCY.test(text)) return { kind: 'other_currency' }
    return read(text, signs, currency)
  }
}

/**
 * Superscripts, subscripts, circled digits and fractions, which Unicode's compatibility form would turn into digits:
 * 12 with the footnote 2 is not 122. The digits of every script, full-width ones too, are none of these.
 */
const NUMERAL_BUT_NO_DIGIT = /\p{No}/u

/** Marks of writing direction, joiners, soft hyphens and other characters that nobody sees. */
const INVISIBLE = /[\p{Cf}\ufe00-\ufe0f]/gu

/** A currency's sign or code beside a number: what is left of it once this currency's own names are taken away. */
const OTHER_CURRENCY = /^(\p{Lu}{0,2}\p{Sc}|[a-z]{3})\s*[\d.,]+$|^[\d.,]+\s*(\p{Lu}{0,2}\p{Sc}|[a-z]{3})$/iu

/** One form for characters that look the same: spaces, apostrophes, commas, full-width signs. */
function plain(text: string): string {
  return text.normalize('NFKC').replace(INVISIBLE, '').replace(/\s/gu, ' ').replaceAll('’', "'").replaceAll('،', ',')
}

/** Digits of every script as 0 to 9: each script has them in one run of ten. */
function westernDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0
    let value = 0
    while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1
    return String(value)
  })
}

function withoutName(text: string, names: readonly string[]): string {
  const lower = text.toLowerCase()
  const name = names.find((each) => lower.startsWith(each) || lower.endsWith(each))
  if (name === undefined) return text
  return (lower.startsWith(name) ? text.slice(name.length) : text.slice(0, -name.length)).trim()
}

/** Always stand before decimals, always between groups. Both are of the Arabic script; spaces and apostrophes only group. */
const ARABIC_DECIMAL = '٫'
const ONLY_GROUPS: ReadonlySet<string> = new Set(['٬', ' ', "'"])

function read(text: string, signs: Signs, currency: string): ParsedAmount {
  const marks = [...text].filter((character) => !/\d/.test(character))
  const known = new Set(['.', ',', ARABIC_DECIMAL, ...ONLY_GROUPS, signs.decimal, signs.group])
  if (marks.length === text.length || marks.some((mark) => !known.has(mark))) return { kind: 'not_a_number' }
  const last = marks.at(-1)
  const isOnce = marks.filter((mark) => mark === last).length === 1
  if (last === undefined || ONLY_GROUPS.has(last) || !isOnce) return toMinorUnits(ungrouped(text, signs), '', currency)
  const at = text.lastIndexOf(last)
  const [whole, fraction] = [text.slice(0, at), text.slice(at + last.length)]
  const asDecimals = (): ParsedAmount => toMinorUnits(whole === '' ? '0' : ungrouped(whole, signs), fraction, currency)
  const mayGroup = marks.length === 1 && fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole) && last !== ARABIC_DECIMAL
  if (!mayGroup || (last === signs.decimal && currencyRule(currency).decimals === 3)) return asDecimals()
  const asGroup = toMinorUnits(whole + fraction, '', currency)
  return last === signs.group || asGroup.kind !== 'amount' ? asGroup : eitherOf(asGroup.amount, currency)
}

/** A number whose one sign is read as thousands, or else as a thousandth of that, rounded to what the currency has. */
function eitherOf(grouped: number, currency: string): ParsedAmount {
  const { step } = currencyRule(currency)
  return { kind: 'ambiguous', readings: [grouped, Math.round(grouped / 1000 / step) * step] }
}

/** The lengths of the groups of a whole number: any of one alone, else 1 to 3 digits, then 2 (as India does) or 3, at last 3. */
const WELL_GROUPED = /^(\d+|[1-3](,[23])*,3)$/

/** The digits of a whole number; null where they are not grouped, all by the same sign, as numbers are. */
function ungrouped(text: string, { groupSize }: Signs): string | null {
  const groups = text.split(/\D/u)
  const hasOneSign = new Set(text.replace(/\d/gu, '')).size < 2
  const isLocalGrouping = groups.every(({ length }, index) => length === groupSize || (index === 0 && length > 0 && length < groupSize))
  return hasOneSign && (isLocalGrouping || WELL_GROUPED.test(groups.map(({ length }) => length).join(','))) ? groups.join('') : null
}

function toMinorUnits(whole: string | null, fraction: string, currency: string): ParsedAmount {
  if (whole === null || !/^\d+$/.test(whole) || !/^\d*$/.test(fraction)) return { kind: 'not_a_number' }
  const { exponent, decimals, step } = currencyRule(currency)
  const significant = fraction.replace(/0+$/, '')
  // Zeros count too: whoever types 12.5000 may mean something else.
  if (significant.length > decimals || fraction.length > exponent) return { kind: 'too_many_decimals', decimals }
  const amount = Number(whole + significant.padEnd(exponent, '0'))
  if (!Number.isSafeInteger(amount)) return { kind: 'too_large' }
  if (amount % step !== 0) return { kind: 'last_decimal_not_zero' }
  return { kind: 'amount', amount }
}

interface Signs {
  readonly decimal: string
  readonly group: string
  /** Digits of the last group: three, but for a few languages. */
  readonly groupSize: number
  /** What the currency may be called beside an amount, in lower case, the longest first. */
  readonly names: readonly string[]
}

/** Written in their own script wherever they are used, whatever the reader's locale. */
const NATIVE_NAMES: Readonly<Record<string, readonly string[]>> = { jpy: ['円', '¥'], cny: ['元', '¥'], krw: ['원', '₩'] }

function signsOf(currency: string, locale: string): Signs {
  const displays = (['narrowSymbol', 'symbol', 'code', 'name'] as const).map((display) => written(currency, locale, display))
  const part = (parts: readonly Intl.NumberFormatPart[] | undefined, type: Intl.NumberFormatPartTypes): string | undefined => {
    const value = parts?.find((each) => each.type === type)?.value
    return value === undefined ? undefined : plain(value)
  }
  const own = displays.map((parts) => part(parts, 'currency')?.trim().toLowerCase() ?? '')
  const code = currency.toLowerCase()
  const dollars = own.includes('$') ? ['$', `${code.slice(0, 2)}$`, `${code.slice(0, 1)}$`] : []
  const names = new Set([...own, code, ...dollars, ...(NATIVE_NAMES[code] ?? [])])
  return {
    decimal: part(displays[0], 'decimal') ?? '.',
    group: part(displays[0], 'group') ?? ',',
    groupSize: displays[0]?.findLast(({ type }) => type === 'integer')?.value.length ?? 3,
    names: [...names].filter((name) => name !== '').toSorted((a, b) => b.length - a.length),
  }
}

/** With decimals in every currency: one without them never shows the sign before them. */
function written(currency: string, locale: string, currencyDisplay: 'narrowSymbol' | 'symbol' | 'code' | 'name'): Intl.NumberFormatPart[] {
  const options = { style: 'currency', currency, currencyDisplay, minimumFractionDigits: 2, maximumFractionDigits: 2 } as const
  return new Intl.NumberFormat(locale, options).formatToParts(1234567.89)
}
