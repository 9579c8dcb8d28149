import { sql, type Kysely } from 'kysely'
import type { InvoiceId, PaymentId, StoreId } from '../contract/ids.ts'
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

/** A person may take back what they recorded themselves so many seconds ago, as a slip of the finger. */
const MAY_CORRECT = sql`interval '15 minutes'`

/**
 * What the person took out of the books of the invoice within 24 hours, in minor units: payouts, those that were removed later too, as
 * removing one gives nothing back, and the removal of what had come in, save what they had only just recorded themselves.
 */
export async function takenOutByActor(db: Kysely<Schema>, store: StoreId, invoice: InvoiceId, actor: string): Promise<number> {
  const { total } = await db
    .selectFrom('payments')
    .select(sql<number>`coalesce(sum(abs(amount)), 0)`.as('total'))
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('kind', '=', 'book')
    .where(({ or, and, eb }) => {
      const isOwn = and([eb('actor_id', '=', actor), eb('via', '=', 'widget')])
      return or([
        and([eb('amount', '<', 0), isOwn, eb('recorded_at', '>', sql<Date>`now() - interval '24 hours'`)]),
        and([
          eb('amount', '>', 0),
          eb('removed_by', '=', actor),
          eb('removed_at', '>', sql<Date>`now() - interval '24 hours'`),
          sql<boolean>`not (${isOwn} and recorded_at > removed_at - ${MAY_CORRECT})`,
        ]),
      ])
    })
    .executeTakeFirstOrThrow()
  return total
}

/** Whether the person recorded this row themselves, and only just. */
export async function mayCorrect(db: Kysely<Schema>, id: PaymentId, actor: string): Promise<boolean> {
  const row = await db
    .selectFrom('payments')
    .select('id')
    .where('id', '=', id)
    .where('actor_id', '=', actor)
    .where('via', '=', 'widget')
    .where('recorded_at', '>', sql<Date>`now() - ${MAY_CORRECT}`)
    .executeTakeFirst()
  return row !== undefined
}
