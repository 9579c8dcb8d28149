import { decimalString, moneyFormat } from '../../../server/contract/money.ts'

/** An amount in minor units, as people write it, with its currency. */
export function money(amount: number, currency: string): string {
  const format = moneyFormat(currency, 'en-US', 'narrowSymbol')
  return `${format.format(decimal(decimalString(amount, currency))).replace('-', '−')} ${currency.toUpperCase()}`
}

/** What goes into an amount field: no sign, no grouping. */
export function typed(amount: number, currency: string): string {
  return decimalString(amount, currency)
}

function decimal(text: string): Intl.StringNumericLiteral {
  if (isNumeric(text)) return text
  throw new Error(`not a number: ${text}`)
}

function isNumeric(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text)
}

const clockTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

/** Unix seconds as a time of day. */
export function time(seconds: number): string {
  return clockTime.format(seconds * 1000)
}

export function date(seconds: number): string {
  return day.format(seconds * 1000)
}

/** `requested_by_customer` → `requested by customer`. */
export function words(code: string): string {
  return code.replaceAll('_', ' ')
}
