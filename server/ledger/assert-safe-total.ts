import { ApiError } from '../context/errors.ts'
import type { PaymentRow } from '../database/schema.ts'
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

/** Entries of the books that an invoice may have: its tab is sent whole. */
export const MOST_BOOK_ROWS = 1_000

/** Keeps room for one more entry of the books. Refused with too_many_rows. */
export function assertRoomForEntry(rows: readonly { readonly kind: PaymentRow['kind'] }[]): void {
  if (rows.filter(({ kind }) => kind === 'book').length >= MOST_BOOK_ROWS) throw new ApiError('too_many_rows')
}
