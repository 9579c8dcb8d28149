/** What an invoice's rows add up to. Amounts are signed and in the invoice's minor units. */
import type { PaymentStatus } from '../contract/tab.ts'
import { sum } from './refundable.ts'

/** What a row's status has to be for it to count. */
export const COUNTED: readonly PaymentStatus[] = ['succeeded', 'pending', 'requires_action']

/** The sum of the rows that are succeeded, pending or requires_action; disputes never change it. */
export function paid(rows: readonly { readonly amount: number; readonly status: PaymentStatus }[]): number {
  return sum(rows.filter((row) => COUNTED.includes(row.status)).map((row) => row.amount))
}

/**
 * Whether these amounts add up to what JSON carries exactly, all of them taken as positive: so whatever of them is removed or
 * fails later.
 */
export function isCountable(amounts: readonly number[]): boolean {
  const total = amounts.reduce((all, amount) => all + BigInt(Math.abs(amount)), 0n)
  return total <= BigInt(Number.MAX_SAFE_INTEGER)
}
