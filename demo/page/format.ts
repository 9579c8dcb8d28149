import { decimalString, moneyFormat } from '../../server/contract/money.ts'

/** An amount in minor units, as people of the locale write it. */
export function money(amount: number, currency: string, locale: string): string {
  return moneyFormat(currency, locale)
    .format(numeral(decimalString(amount, currency)))
    .replace('-', '−')
}

/** `Intl` takes decimals as text, exactly, which its types call a template of numbers. */
function numeral(text: string): `${number}` {
  if (!isDecimal(text)) throw new Error(`${text} is no decimal number.`)
  return text
}

function isDecimal(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text)
}

/** Where the shop stands: times are shown in its time zone. */
export const TIME_ZONE = 'America/New_York'

export function day(date: Date, locale: string): string {
  return date.toLocaleDateString(locale, { dateStyle: 'medium', timeZone: TIME_ZONE })
}

export function moment(iso: string, locale: string): string {
  return new Date(iso).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: TIME_ZONE })
}
