/**
 * Money: integers in a currency's minor unit, as Stripe counts them. How many decimals a currency has is in
 * `currency-rules.ts`, how typed amounts are read in `parse-amount.ts`.
 */
import { currencyRule } from './currency-rules.ts'

export { currencyRule, type CurrencyRule } from './currency-rules.ts'
export { amountReader, parseAmount, type ParsedAmount } from './parse-amount.ts'

/** Whether Stripe accepts `amount` (minor units) in `currency`: a safe integer and a multiple of the currency's step. */
export function isAmountOf(currency: string, amount: number): boolean {
  return Number.isSafeInteger(amount) && amount % currencyRule(currency).step === 0
}

/** The most of `amount` (minor units, at least 0) that Stripe accepts in `currency`: what is below a step is nothing. */
export function inWholeSteps(currency: string, amount: number): number {
  return amount - (amount % currencyRule(currency).step)
}

/** Parts of a percent that are told apart: a millionth. */
const PARTS = 1_000_000

/**
 * `percent` (0 to 100) of `amount` (minor units, at least 0), rounded to what Stripe accepts in `currency`, half a step up. Counted in
 * integers, so that no amount passes through floating point.
 */
export function percentOf(currency: string, amount: number, percent: number): number {
  const { step } = currencyRule(currency)
  const whole = BigInt(100 * PARTS * step)
  const part = BigInt(amount) * BigInt(Math.round(percent * PARTS))
  return Number((2n * part + whole) / (2n * whole)) * step
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
