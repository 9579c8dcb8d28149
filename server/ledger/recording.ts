/** What is handed around while refunds are recorded. */
import type { Ctx } from '../context/ctx.ts'
import type { ChargeRow, PaymentRow, RefundRequestRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'

/** How the refunds were learned. */
export interface Learned {
  readonly foundBy: 'api' | 'webhook' | 'reconciliation'
  /** When the fetch that brought them began; null for a payload, which may be older than it seems. */
  readonly fetchedAt: Date | null
}

/** What is known of a list of refunds, kept up to date as they are recorded. */
export interface RefundBooks {
  /** By Stripe's refund. */
  readonly rows: Map<string, PaymentRow>
  /** Those that refunds name, and those that they have closed. */
  readonly requests: Map<string, RefundRequestRow>
}

/** What a refund is recorded with. */
export interface Recording {
  readonly tx: Transaction
  readonly ctx: Ctx
  readonly charge: ChargeRow
  readonly books: RefundBooks
  readonly learned: Learned
}
