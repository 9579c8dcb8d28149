/** What is handed around while refunds are recorded. */
import type { StoreId } from '../contract/ids.ts'
import type { Ctx } from '../context/ctx.ts'
import type { ChargeRow, PaymentRow, RefundRequestRow } from '../database/schema.ts'
import type { OfStore } from '../database/store-key.ts'
import type { StripeRefund } from '../domain/stripe-facts.ts'
import type { Transaction } from '../database/transactions.ts'

/** How the refunds were learned. */
export interface Learned {
  readonly foundBy: 'api' | 'webhook' | 'reconciliation'
  /** When the fetch that brought them began; null for a payload, which may be older than it seems. */
  readonly fetchedAt: Date | null
}

/** What is known of a list of refunds, kept up to date as they are recorded, until it is written. */
export interface RefundBooks {
  /** The row of a refund of Stripe's. */
  row(refund: OfStore): PaymentRow | undefined
  /** Those that refunds name, and those that they have closed, by their keys. */
  readonly requests: ReadonlyMap<string, RefundRequestRow>
  /** Takes in the row as it is now. */
  keep(row: PaymentRow): void
  /** Closes the request by its refund. */
  close(request: RefundRequestRow, refund: Pick<StripeRefund, 'id'>): void
  /** Writes what has changed. */
  write(tx: Transaction): Promise<void>
}

/** A refund, and the store whose account it is of. */
export interface StoreRefund {
  readonly store: StoreId
  readonly refund: StripeRefund
}

/** What a refund is recorded with. */
export interface Recording {
  readonly tx: Transaction
  readonly ctx: Ctx
  readonly charge: ChargeRow
  readonly books: RefundBooks
  readonly learned: Learned
}
