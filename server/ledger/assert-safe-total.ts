import { sql } from 'kysely'
import { ApiError } from '../context/errors.ts'
import type { InvoiceRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'

/**
 * Keeps an invoice within the integers that JSON carries exactly: its total and all that was paid in or out, `more`
 * included, whatever of it is removed or fails later. Else its tab could not be read any more. Refused with invalid_request.
 */
export async function assertSafeTotal(tx: Transaction, invoice: Pick<InvoiceRow, 'store' | 'id' | 'total'>, more: number): Promise<void> {
  const { moved } = await tx
    .selectFrom('payments')
    .select(sql<string>`coalesce(sum(abs(amount)), 0)::text`.as('moved'))
    .where('store', '=', invoice.store)
    .where('invoice', '=', invoice.id)
    .where('removed_at', 'is', null)
    .executeTakeFirstOrThrow()
  const sum = BigInt(moved) + BigInt(Math.abs(invoice.total)) + BigInt(more)
  if (sum > BigInt(Number.MAX_SAFE_INTEGER))
    throw new ApiError('invalid_request', 'The amounts of this invoice would add up to more than can be counted exactly.')
}
