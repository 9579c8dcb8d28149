/**
 * What a dispute moved on the store's balance, by `balance_transactions` of Stripe's "Dispute" object: negative where money was
 * withdrawn, positive where it came back. They are in the balance's currency, which need not be the charge's, so nothing here is
 * ever added to or compared with an amount of the charge.
 */
import type { Money } from '../contract/fields.ts'

/** Minor units of `currency`. */
export interface Movement {
  readonly amount: number
  readonly fee: number
  readonly currency: string
  /** Null where it is not known. */
  readonly at: Date | null
}

/** `unmoved` where no money moved, or none that is known yet. */
export type Funds = 'unmoved' | 'withdrawn' | 'returned'

/**
 * What became of the disputed money. In the dispute's own currency it is back once all of it is. In another currency it comes back
 * at another day's rate, so it counts as back once less than half of the largest withdrawal is missing.
 */
export function fundsOf(movements: readonly Movement[], disputeCurrency: string): Funds {
  const moved = Map.groupBy(
    movements.filter(({ amount }) => amount !== 0),
    ({ currency }) => currency,
  )
  if (moved.size === 0) return 'unmoved'
  return [...moved].every(([currency, all]) => isBack(all, currency === disputeCurrency)) ? 'returned' : 'withdrawn'
}

function isBack(movements: readonly Movement[], isUnconverted: boolean): boolean {
  const missing = movements.reduce((total, { amount }) => total - amount, 0)
  const withdrawn = Math.max(...movements.map(({ amount }) => -amount))
  return isUnconverted ? missing <= 0 : missing < withdrawn / 2
}

/** Since when the disputed money is away: its last withdrawal; null where it is not away. */
export function withdrawnAt(movements: readonly Movement[], disputeCurrency: string): Date | null {
  if (fundsOf(movements, disputeCurrency) !== 'withdrawn') return null
  const withdrawals = movements.flatMap(({ amount, at }) => (amount < 0 && at !== null ? [at.getTime()] : []))
  return withdrawals.length === 0 ? null : new Date(Math.max(...withdrawals))
}

/** What Stripe took for the dispute itself; null where it is not known, or stands in more than one currency. */
export function feeOf(movements: readonly Movement[]): Money | null {
  const [currency, ...others] = new Set(movements.filter(({ fee }) => fee !== 0).map((movement) => movement.currency))
  const first = currency ?? movements[0]?.currency
  if (first === undefined || others.length > 0) return null
  return { amount: movements.reduce((total, { fee }) => total + fee, 0), currency: first }
}
