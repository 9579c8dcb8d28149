import { currencyRule, decimalString, moneyFormat, type amountReader, type ParsedAmount } from '../../../server/contract/money.ts'

/** How times and amounts are written for one reader. `timeZone` undefined: the browser's own. */
export interface FormatsOptions {
  readonly locale: string
  readonly timeZone: string | undefined
}

/** Writes times and amounts as one reader expects them. Making an `Intl` formatter is slow, so each is kept. */
export class Formats {
  readonly locale: string
  readonly #timeZone: string | undefined
  readonly #numbers = new Map<string, Intl.NumberFormat>()
  readonly #readers = new Map<string, (typed: string) => ParsedAmount>()
  readonly #times = new Map<string, Intl.DateTimeFormat>()

  constructor({ locale, timeZone }: FormatsOptions) {
    this.locale = locale
    this.#timeZone = timeZone
  }

  /** An amount in minor units with its currency's sign, and a real minus sign when it is negative. */
  money(amount: number, currency: string): string {
    const format = keep(this.#numbers, `money ${currency}`, () => moneyFormat(currency, this.locale))
    const written = format.format(numeral(decimalString(amount, currency)))
    const text = amount < 0 ? written.replace('-', '−') : written
    return RIGHT_TO_LEFT.test(text) ? withSignInOrder(format, amount, currency) : text
  }

  /** Whether the sign that money is written with could be another currency’s here, as a plain $ for Canadian dollars. */
  isAmbiguous(currency: string): boolean {
    const sign = (format: Intl.NumberFormat): string => format.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? ''
    const narrow = keep(this.#numbers, `money ${currency}`, () => moneyFormat(currency, this.locale))
    return sign(narrow) !== sign(keep(this.#numbers, `sign ${currency}`, () => moneyFormat(currency, this.locale, 'symbol')))
  }

  /** The same time zone, another language. */
  in(locale: string): Formats {
    return new Formats({ locale, timeZone: this.#timeZone })
  }

  /** An amount as a person would type it: as money is written, without the currency's sign and without groups. */
  typed(amount: number, currency: string): string {
    const { decimals, exponent } = currencyRule(currency)
    const options = {
      style: 'currency',
      currency,
      useGrouping: false,
      minimumFractionDigits: decimals,
      maximumFractionDigits: exponent,
    } as const
    const format = keep(this.#numbers, `typed ${currency}`, () => new Intl.NumberFormat(this.locale, options))
    const isNumber = ({ type }: Intl.NumberFormatPart): boolean => type === 'integer' || type === 'decimal' || type === 'fraction'
    return format
      .formatToParts(numeral(decimalString(amount, currency)))
      .filter(isNumber)
      .map(({ value }) => value)
      .join('')
  }

  /** Reads an amount as the reader types it. What makes readers is handed in, since only dialogs load it. */
  parse(typed: string, currency: string, makeReader: typeof amountReader): ParsedAmount {
    return keep(this.#readers, currency, () => makeReader(currency, this.locale))(typed)
  }

  /** A currency by its name, such as “US dollars”. */
  currencyName(currency: string): string {
    const format = new Intl.NumberFormat(this.locale, { style: 'currency', currency, currencyDisplay: 'name' })
    return format.formatToParts(2).find(({ type }) => type === 'currency')?.value ?? currency.toUpperCase()
  }

  /** A percentage, such as 15 %. */
  percent(percent: number): string {
    return keep(this.#numbers, 'percent', () => new Intl.NumberFormat(this.locale, { style: 'percent', maximumFractionDigits: 2 })).format(
      percent / 100,
    )
  }

  dateTime(iso: string): string {
    return this.#dateTime('short', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso))
  }

  time(iso: string): string {
    return this.#dateTime('time', { timeStyle: 'short' }).format(new Date(iso))
  }

  date(iso: string): string {
    return this.#dateTime('date', { dateStyle: 'medium' }).format(new Date(iso))
  }

  /** A moment that matters to the minute: it names its time zone. */
  deadline(iso: string): string {
    const options: Intl.DateTimeFormatOptions = {
      weekday: 'short',
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      timeZoneName: 'short',
    }
    return this.#dateTime('deadline', options).format(new Date(iso))
  }

  #dateTime(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return keep(this.#times, name, () => new Intl.DateTimeFormat(this.locale, { ...options, timeZone: this.#timeZone }))
  }
}

/** Marks of the direction that `Intl` writes where money is read from right to left. */
const RIGHT_TO_LEFT = /[\u200f\u061c]/

/** The sign by itself, so that among digits that are read from right to left US$ does not become $US. */
function withSignInOrder(format: Intl.NumberFormat, amount: number, currency: string): string {
  const write = ({ type, value }: Intl.NumberFormatPart): string =>
    type === 'currency' ? `\u2066${value}\u2069` : type === 'minusSign' ? value.replace('-', '−') : value
  return format
    .formatToParts(numeral(decimalString(amount, currency)))
    .map(write)
    .join('')
}

function keep<Format>(kept: Map<string, Format>, name: string, make: () => Format): Format {
  const format = kept.get(name) ?? make()
  kept.set(name, format)
  return format
}

/** What `Intl` takes as an exact decimal. */
function numeral(text: string): `${number}` {
  if (isNumeral(text)) return text
  throw new RangeError(`not a decimal: ${text}`)
}

function isNumeral(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text)
}
