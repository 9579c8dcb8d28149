/**
 * How many decimals each currency has: the only place that knows.
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
