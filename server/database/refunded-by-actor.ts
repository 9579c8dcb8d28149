import { sql, type Kysely } from 'kysely'
import type { InvoiceId, PaymentId, StoreId } from '../contract/ids.ts'
import type { Taken } from '../domain/refund-approval.ts'
import { prepared } from './prepared.ts'
import type { Schema } from './schema.ts'

/** A person may take back what they recorded themselves so long ago, as a slip of the finger. */
const MAY_CORRECT = `interval '15 minutes'`

const isOwn = (actor: string): string => `actor_id = ${actor} and via = 'widget'`

/**
 * What the person took out of the invoice within 24 hours, as {@link Taken}: refund requests that are open, those recorded and not
 * failed, and what left the books: payouts, those that were removed later too, as removing one gives nothing back, and the removal
 * of what had come in, save what they had only just recorded themselves. A refund that waits for approval counts for as long as it
 * does. The arguments name them in the statement that it is part of.
 */
export const takenByActor = (store: string, invoice: string, actor: string): string => `(
    select json_build_object('total', coalesce(sum(amount), 0), 'unapproved', coalesce(sum(amount) filter (where not approved), 0))
    from (
    select request.amount, request.decider_id is not null as approved
    from refund_requests as request left join payments as refund on refund.id = request.id
    where request.store = ${store} and request.invoice = ${invoice} and request.actor_id = ${actor} and request.via = 'widget'
      and (request.state = 'awaiting_approval' or (
        request.reserved_at > now() - interval '24 hours'
        and (request.state = 'open' or (request.state = 'recorded' and refund.status not in ('failed', 'canceled')))
      ))
    union all
    select abs(amount), false from payments
    where store = ${store} and invoice = ${invoice} and kind = 'book' and (
      (amount < 0 and ${isOwn(actor)} and recorded_at > now() - interval '24 hours') or (
        amount > 0 and removed_by = ${actor} and removed_at > now() - interval '24 hours'
        and not (${isOwn(actor)} and recorded_at > removed_at - ${MAY_CORRECT})
      )
    )
    ) as taken
  )`

const taken = prepared<{ readonly taken: Taken }>('taken_by_actor', `select ${takenByActor('$1', '$2', '$3')} as taken`)

export async function readTakenByActor(db: Kysely<Schema>, store: StoreId, invoice: InvoiceId, actor: string): Promise<Taken> {
  const [row] = await taken(db, store, invoice, actor)
  return row?.taken ?? { total: 0, unapproved: 0 }
}

/** Whether the person recorded this row themselves, and only just. */
export async function mayCorrect(db: Kysely<Schema>, id: PaymentId, actor: string): Promise<boolean> {
  const row = await db
    .selectFrom('payments')
    .select('id')
    .where('id', '=', id)
    .where('actor_id', '=', actor)
    .where('via', '=', 'widget')
    .where('recorded_at', '>', sql<Date>`now() - ${sql.raw(MAY_CORRECT)}`)
    .executeTakeFirst()
  return row !== undefined
}
