import { formatted, majorUnits } from '../money.ts'

/** An amount in minor units, as people write it, with its currency. */
export function money(amount: number, currency: string): string {
  return `${formatted(amount, currency)} ${currency.toUpperCase()}`
}

/** What goes into an amount field: no sign, no grouping. */
export function typed(amount: number, currency: string): string {
  return majorUnits(amount, currency)
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
