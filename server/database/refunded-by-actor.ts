import { sql, type Kysely } from 'kysely'
import type { InvoiceId, StoreId } from '../contract/ids.ts'
import type { Schema } from './schema.ts'

/**
 * What the person `actor` refunds on the invoice within 24 hours, in minor units: requests that are open, and those
 * recorded and not failed.
 */
export async function refundedByActor(db: Kysely<Schema>, store: StoreId, invoice: InvoiceId, actor: string): Promise<number> {
  const { total } = await db
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

/** What the person paid out in the books within 24 hours, those entries that were removed later too: removing one gives nothing back. */
export async function paidOutByActor(db: Kysely<Schema>, store: StoreId, invoice: InvoiceId, actor: string): Promise<number> {
  const { total } = await db
    .selectFrom('payments')
    .select(sql<number>`coalesce(-sum(amount), 0)`.as('total'))
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('kind', '=', 'book')
    .where('amount', '<', 0)
    .where('actor_id', '=', actor)
    .where('via', '=', 'widget')
    .where('recorded_at', '>', sql<Date>`now() - interval '24 hours'`)
    .executeTakeFirstOrThrow()
  return total
}
