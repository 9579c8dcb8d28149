import type { InvoiceId, StoreId } from '../contract/ids.ts'
import { sql } from 'kysely'
import { databaseNow } from '../database/time.ts'
import type { Database } from '../database/connection.ts'
import type { RefundRequestRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'

/** What the person `actor` refunds on the invoice within 24 hours, in minor units: requests that are open, and those recorded and not failed. */
export async function refundedByActor(tx: Transaction, store: StoreId, invoice: InvoiceId, actor: string): Promise<number> {
  const { total } = await tx
    .selectFrom('refund_requests as request')
    .leftJoin('payments as refund', 'refund.id', 'request.id')
    .select(({ fn }) => fn.coalesce(fn.sum<number>('request.amount'), sql<number>`0`).as('total'))
    .where('request.store', '=', store)
    .where('request.invoice', '=', invoice)
    .where('request.actor_id', '=', actor)
    .where('request.via', '=', 'widget')
    .where('request.reserved_at', '>', sql<Date>`now() - interval '24 hours'`)
    .where((where) =>
      where.or([
        where('request.state', '=', 'open'),
        where.and([where('request.state', '=', 'recorded'), where('refund.status', 'not in', ['failed', 'canceled'])]),
      ]),
    )
    .executeTakeFirstOrThrow()
  return total
}

/** A refund request with its age in seconds by the database's clock. */
export interface AgedRequest extends RefundRequestRow {
  readonly age: number
}

export function readRequest(db: Database | Transaction, id: string): Promise<AgedRequest | undefined> {
  return db
    .selectFrom('refund_requests')
    .selectAll()
    .select(sql<number>`extract(epoch from ${databaseNow} - reserved_at)::float8`.as('age'))
    .where('id', '=', id)
    .executeTakeFirst()
}
