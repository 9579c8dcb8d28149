/** How much a session with `maxRefund` still lets its actor refund. */
import { sql } from 'kysely'
import type { InvoiceId, StoreId } from '../contract/ids.ts'
import type { Principal } from '../context/principal.ts'
import type { Transaction } from '../database/transactions.ts'

/** What `maxRefund` leaves the caller on this invoice now, in minor units; null where nothing limits them. */
export async function refundLeft(tx: Transaction, principal: Principal, invoice: InvoiceId): Promise<number | null> {
  if (principal.kind === 'host' || principal.maxRefund === null) return null
  return Math.max(0, principal.maxRefund - (await refundedByActor(tx, principal.store, invoice, principal.actor.id)))
}

/**
 * What the person `actor` refunds on the invoice within 24 hours, in minor units: requests that are open, and those
 * recorded and not failed.
 */
async function refundedByActor(tx: Transaction, store: StoreId, invoice: InvoiceId, actor: string): Promise<number> {
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
