import type { StoreId } from '../contract/ids.ts'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../database/connection.ts'
import type { ChargeRow, EndpointRow, NotificationRow, PaymentRow, RefundRequestRow } from '../database/schema.ts'
import { secondsFromNow } from '../database/time.ts'
import type { Transaction } from '../database/transactions.ts'
import { GIVEN_UP_AFTER } from '../domain/notifications.ts'

/** How long whoever sends a notification keeps others from it, in seconds: longer than sending takes. */
const CLAIM_LASTS = 60

/** A notification that is ours to send, with what it is told with besides its facts: what never changes, and a refund's reference. */
export interface Delivery
  extends
    Pick<NotificationRow, 'id' | 'store' | 'endpoint' | 'type' | 'invoice' | 'at' | 'facts' | 'attempts'>,
    Pick<EndpointRow, 'url' | 'secret'>,
    Pick<ChargeRow, 'card_brand' | 'card_last4'>,
    Pick<PaymentRow, 'reason' | 'reference_type' | 'reference_value' | 'reference_status'>,
    Pick<RefundRequestRow, 'notify_customer'> {
  /** Who asked for the refund. */
  readonly requester_id: string | null
  readonly requester_name: string | null
  /** While it still signs. */
  readonly old_secret: string | null
  readonly method: PaymentRow['method'] | null
  /** Seconds since it was written, or taken up again. */
  readonly age: number
}

/**
 * Takes up to `limit` notifications, of each endpoint and invoice the first that waits, and no more while that is being sent:
 * so each is told of an invoice in order. One per endpoint in turn.
 */
export async function takeDeliveries(db: Database, limit: number): Promise<readonly Delivery[]> {
  const { rows } = await sql<Delivery>`
    with heads as (
      select distinct on (notifications.endpoint, queue) notifications.id, notifications.endpoint, next_attempt_at
      from endpoints join notifications on notifications.endpoint = endpoints.id and status = 'waiting'
      where resting_until is null or resting_until <= now()
      order by notifications.endpoint, queue, notifications.id
    ), due as (
      select id, next_attempt_at as due_at, row_number() over (partition by endpoint order by next_attempt_at, id) as place
      from heads where next_attempt_at <= now()
    ), taken as (
      select notifications.id from due join notifications on notifications.id = due.id
      where status = 'waiting' and next_attempt_at <= now()
      order by place, due_at, due.id limit ${limit}
      for no key update of notifications skip locked
    ), claimed as (${claim(sql`id in (select id from taken)`)})
    ${DELIVERIES}`.execute(db)
  return rows
}

/** Notes that it was delivered, and takes the next of its endpoint and invoice; undefined where none waits, or it was not ours any more. */
export async function handOn(db: Database, { id, attempts }: Delivery): Promise<Delivery | undefined> {
  const { rows } = await sql<Delivery>`
    with delivered as (
      update notifications set status = 'delivered', ended_at = now(), last_error = null
      where id = ${id} and status = 'waiting' and attempts = ${attempts}
      returning id, endpoint, queue
    ), rested as (
      update endpoints set failures = 0, resting_until = null
      from delivered where endpoints.id = delivered.endpoint and failures > 0
    ), next as (
      select notifications.id from notifications join delivered using (endpoint, queue)
      where status = 'waiting' and notifications.id > delivered.id
      order by notifications.id limit 1
    ), claimed as (${claim(sql`id = (select id from next)`)})
    ${DELIVERIES}`.execute(db)
  return rows[0]
}

function claim(which: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    update notifications set attempts = attempts + 1, next_attempt_at = ${secondsFromNow(CLAIM_LASTS)}
    where ${which} returning *`
}

const DELIVERIES = sql`
  select claimed.id, claimed.store, endpoint, type, claimed.invoice, at, facts, claimed.attempts,
    extract(epoch from now() - since)::float8 as age,
    url, secret, case when old_secret_until > now() then old_secret end as old_secret,
    card_brand, card_last4, payments.method, coalesce(payments.reason, refund_requests.reason) as reason,
    reference_type, reference_value, reference_status, notify_customer,
    refund_requests.actor_id as requester_id, refund_requests.actor_name as requester_name
  from claimed join endpoints on endpoints.id = claimed.endpoint
    left join charges on charges.store = claimed.store and charges.id = claimed.facts ->> 'charge'
    left join payments on payments.store = claimed.store and payments.id = claimed.facts ->> 'payment'
    left join refund_requests on refund_requests.store = claimed.store and refund_requests.id = claimed.facts ->> 'payment'
  order by claimed.id`

/** Gives back what was taken and not tried. */
export async function giveBack(db: Database, { id, attempts }: Delivery): Promise<void> {
  await db
    .updateTable('notifications')
    .set({ next_attempt_at: sql<Date>`now()`, attempts: attempts - 1 })
    .where('id', '=', id)
    .where('status', '=', 'waiting')
    .where('attempts', '=', attempts)
    .execute()
}

/** Puts off what could not be delivered. */
export async function putOff(tx: Transaction, { id, attempts }: Delivery, seconds: number, because: string): Promise<void> {
  await tx
    .updateTable('notifications')
    .set({ next_attempt_at: secondsFromNow(seconds), last_error: because })
    .where('id', '=', id)
    .where('status', '=', 'waiting')
    .where('attempts', '=', attempts)
    .execute()
}

/** How often in a row nothing could be delivered at the endpoint by now; 0 where it is there no more. */
export async function countFailure(tx: Transaction, endpoint: string): Promise<number> {
  const counted = await tx
    .updateTable('endpoints')
    .set((column) => ({ failures: column('failures', '+', 1) }))
    .where('id', '=', endpoint)
    .returning('failures')
    .executeTakeFirst()
  return counted?.failures ?? 0
}

export async function restEndpoint(tx: Transaction, endpoint: string, seconds: number): Promise<void> {
  await tx
    .updateTable('endpoints')
    .set({ resting_until: secondsFromNow(seconds) })
    .where('id', '=', endpoint)
    .execute()
}

/** Gives up this one. */
export async function giveUp(tx: Transaction, { id }: Delivery, because: string): Promise<void> {
  await tx
    .updateTable('notifications')
    .set({ status: 'dead', ended_at: sql<Date>`now()`, last_error: because })
    .where('id', '=', id)
    .where('status', '=', 'waiting')
    .execute()
}

/** Gives up what has waited for too long at the endpoint; how much that was. */
export async function giveUpOld(tx: Transaction, endpoint: string): Promise<number> {
  const dead = await tx
    .updateTable('notifications')
    .set({ status: 'dead', ended_at: sql<Date>`now()` })
    .where('endpoint', '=', endpoint)
    .where('status', '=', 'waiting')
    .where('since', '<=', secondsFromNow(-GIVEN_UP_AFTER))
    .executeTakeFirst()
  return Number(dead.numUpdatedRows)
}

/** Seconds until something is due at an endpoint: 0 or less where something is, null where nothing will be. */
export async function secondsUntilDelivery(db: Database): Promise<number | null> {
  const { rows } = await sql<{ seconds: number | null }>`
    select extract(epoch from min(greatest(next_attempt_at, resting_until)) - now())::float8 as seconds from (
      select distinct on (notifications.endpoint, queue) next_attempt_at, resting_until
      from endpoints join notifications on notifications.endpoint = endpoints.id and status = 'waiting'
      order by notifications.endpoint, queue, notifications.id
    ) as heads`.execute(db)
  return rows[0]?.seconds ?? null
}

/** How many notifications wait and are dead, and for how many seconds the oldest waits. */
export async function countNotifications(db: Database): Promise<{ waiting: number; dead: number; oldest: number }> {
  const { rows } = await sql<{ waiting: number; dead: number; oldest: number }>`
    select (select count(*) from notifications where status = 'waiting') as waiting,
      (select count(*) from notifications where status = 'dead') as dead,
      coalesce((select extract(epoch from now() - min(since))::float8 from notifications where status = 'waiting'), 0) as oldest`.execute(
    db,
  )
  return rows[0] ?? { waiting: 0, dead: 0, oldest: 0 }
}

export interface ListedEndpoint extends Pick<EndpointRow, 'id' | 'store' | 'url' | 'failures' | 'resting_until' | 'old_secret_until'> {
  readonly waiting: number
  readonly dead: number
  readonly delivered_at: Date | null
  /** Why the first that waits could not be delivered. */
  readonly last_error: string | null
}

export async function readEndpoints(db: Database, store: StoreId | null): Promise<readonly ListedEndpoint[]> {
  const { rows } = await sql<ListedEndpoint>`
    select id, store, url, failures, resting_until, old_secret_until,
      (select count(*) from notifications where endpoint = endpoints.id and status = 'waiting') as waiting,
      (select count(*) from notifications where endpoint = endpoints.id and status = 'dead') as dead,
      (select max(ended_at) from notifications where endpoint = endpoints.id and status = 'delivered') as delivered_at,
      (select last_error from notifications where endpoint = endpoints.id and status <> 'delivered' and last_error is not null
        order by id desc limit 1) as last_error
    from endpoints where ${store}::text is null or store = ${store} order by store, created_at, id`.execute(db)
  return rows
}

/** False where the store has an endpoint of this address. */
export async function insertEndpoint(db: Database, endpoint: Pick<EndpointRow, 'id' | 'store' | 'url' | 'secret'>): Promise<boolean> {
  const added = await db
    .insertInto('endpoints')
    .values(endpoint)
    .onConflict((conflict) => conflict.columns(['store', 'url']).doNothing())
    .executeTakeFirst()
  return added.numInsertedOrUpdatedRows === 1n
}

/** Gives the endpoint a new secret; the one before it signs too for so many seconds. False where there is none. */
export async function replaceSecret(db: Database, id: string, secret: string, overlap: number): Promise<boolean> {
  const replaced = await db
    .updateTable('endpoints')
    .set((column) => ({ secret, old_secret: column.ref('secret'), old_secret_until: secondsFromNow(overlap) }))
    .where('id', '=', id)
    .executeTakeFirst()
  return replaced.numUpdatedRows === 1n
}

/** Forgets the endpoint and what it was to be told; its store, or undefined where there is none. */
export async function deleteEndpoint(tx: Transaction, id: string): Promise<StoreId | undefined> {
  const deleted = await tx.deleteFrom('endpoints').where('id', '=', id).returning('store').executeTakeFirst()
  return deleted?.store
}

/** Has the endpoint told of what was given up, and tried at once; the store and how much it is, or undefined where there is no endpoint. */
export async function reviveDead(tx: Transaction, id: string): Promise<{ readonly store: StoreId; readonly revived: number } | undefined> {
  const endpoint = await tx
    .updateTable('endpoints')
    .set({ failures: 0, resting_until: null })
    .where('id', '=', id)
    .returning('store')
    .executeTakeFirst()
  if (endpoint === undefined) return undefined
  const now = sql<Date>`now()`
  const revived = await tx
    .updateTable('notifications')
    .set({ status: 'waiting', since: now, next_attempt_at: now, ended_at: null })
    .where('endpoint', '=', id)
    .where('status', '=', 'dead')
    .executeTakeFirst()
  return { store: endpoint.store, revived: Number(revived.numUpdatedRows) }
}
