import { ApiError } from '../context/errors.ts'
import { isCountable } from '../domain/balance.ts'

/**
 * Keeps an invoice within the integers that JSON carries exactly, `more` included; else its tab could not be read any more.
 * Refused with invalid_request.
 */
export function assertSafeTotal(total: number, rows: readonly { readonly amount: number }[], more: number): void {
  const amounts = [total, more, ...rows.map(({ amount }) => amount)]
  if (!isCountable(amounts))
    throw new ApiError('invalid_request', 'The amounts of this invoice would add up to more than can be counted exactly.')
}
