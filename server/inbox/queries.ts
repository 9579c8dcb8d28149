/** Events of the inbox, as they are stored, finished and listed. */
import type { RawBuilder } from 'kysely'
import type { AccountId, ChargeId, StoreId } from '../contract/ids.ts'
import type { Database } from '../database/connection.ts'
import type { EventRow } from '../database/schema.ts'
import { preparedWrite } from '../database/prepared.ts'
import { databaseNow } from '../database/time.ts'
import type { Transaction } from '../database/transactions.ts'
import type { EventFacts } from '../stripe/objects/event.ts'
import { isAppliedAlone } from './meaning.ts'
import { isClaimed, type ClaimedEvent, type EventKey } from './claim-queries.ts'

/** An event of an account: null is the platform's own. */
export interface IncomingEvent {
  readonly account: AccountId | null
  readonly event: EventFacts
  readonly payload: string
}

/** By what two events of the inbox are the same. */
export function keyOf({ account, id }: EventKey): string {
  return JSON.stringify([account, id])
}

const insert = preparedWrite<EventKey>(
  'insert_events',
  `insert into events (account, id, store, type, charge, payload, alone, next_attempt_at)
  select given.account, given.id, stores.id, given.type, given.charge, given.payload, given.alone, now()
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[])
    as given(account, id, type, charge, payload, alone)
  join stores on coalesce(stores.stripe_account, '') = given.account
  order by given.account, given.id
  on conflict (account, id) do nothing
  returning account, id`,
)

/** Inserts those of our accounts in the order of their keys, so that two servers never wait for each other; the keys that are new. */
export async function insertEvents(db: Database, events: readonly IncomingEvent[]): Promise<ReadonlySet<string>> {
  const rows = await insert(
    db,
    events.map(({ account }) => account ?? ''),
    events.map(({ event }) => event.id),
    events.map(({ event }) => event.type),
    events.map(({ event }) => event.charge),
    events.map(({ payload }) => payload),
    events.map(({ event }) => isAppliedAlone(event.type)),
  )
  return new Set(rows.map(keyOf))
}

/** The keys of those that are in the inbox. */
export async function findKnownEvents(db: Database, events: readonly IncomingEvent[]): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('events')
    .select(['account', 'id'])
    .where((where) => where.or(events.map(({ account, event }) => where.and({ account: account ?? '', id: event.id }))))
    .execute()
  return new Set(rows.map(({ account, id }) => keyOf({ account, id })))
}

/** Those of these events that wait to be applied, the oldest first. */
export function findWaiting(db: Database, events: readonly EventKey[]): Promise<EventKey[]> {
  return db
    .selectFrom('events')
    .select(['account', 'id'])
    .where('state', '=', 'waiting')
    .where('account', 'in', [...new Set(events.map(({ account }) => account))])
    .where(
      'id',
      'in',
      events.map(({ id }) => id),
    )
    .orderBy('received_at')
    .orderBy('id')
    .execute()
}

/** Writes that these were applied, as far as they are still ours. */
export async function saveApplied(db: Database, events: readonly ClaimedEvent[]): Promise<void> {
  if (events.length === 0) return
  await db
    .updateTable('events')
    .set({ state: 'applied', applied_at: databaseNow, last_error: null, claimed_by: null })
    .where(isClaimed(events))
    .execute()
}

interface EventColumns extends Partial<Pick<EventRow, 'state' | 'last_error' | 'failures'>> {
  readonly next_attempt_at?: RawBuilder<Date>
}

/** False where an attempt outlasted its claim: then what another makes of the event counts. */
export async function finishEvent(db: Database, event: ClaimedEvent, columns: EventColumns): Promise<boolean> {
  const finished = await db
    .updateTable('events')
    .set({ ...columns, claimed_by: null })
    .where('account', '=', event.account)
    .where('id', '=', event.id)
    .where('claimed_by', '=', event.claimed_by)
    .executeTakeFirst()
  return finished.numUpdatedRows > 0n
}

/** Has the event wait as if it had just come; undefined where there is none of this key. */
export function resetEvent(
  tx: Transaction,
  { account, id }: EventKey,
): Promise<{ readonly store: StoreId; readonly charge: ChargeId | null } | undefined> {
  return tx
    .updateTable('events')
    .set({ state: 'waiting', attempts: 0, failures: 0, next_attempt_at: databaseNow, claimed_by: null, last_error: null })
    .where('account', '=', account)
    .where('id', '=', id)
    .returning(['store', 'charge'])
    .executeTakeFirst()
}

export async function readEventState(db: Database, { account, id }: EventKey): Promise<EventRow['state']> {
  const { state } = await db
    .selectFrom('events')
    .select('state')
    .where('account', '=', account)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return state
}

/** What shows of an event: never its payload, which holds customers' data. */
export interface ListedInboxEvent extends Pick<
  EventRow,
  'account' | 'id' | 'store' | 'type' | 'charge' | 'state' | 'received_at' | 'attempts' | 'next_attempt_at' | 'last_error'
> {
  /** When a person acknowledged that it is dead. */
  readonly acknowledged_at: Date | null
}

/** Events of the inbox in one of `states`, the oldest first. */
export function readEvents(db: Database, states: readonly EventRow['state'][], limit: number): Promise<ListedInboxEvent[]> {
  return db
    .selectFrom('events')
    .leftJoin('attention_items as item', (join) =>
      join
        .onRef('item.store', '=', 'events.store')
        .on('item.code', '=', 'event_dead')
        .onRef('item.subject', '=', 'events.id')
        .on('item.resolved_at', 'is', null),
    )
    .select(['events.account', 'events.id', 'events.store', 'events.type', 'events.charge', 'state', 'received_at', 'attempts'])
    .select(['next_attempt_at', 'last_error', 'item.acknowledged_at'])
    .where('state', 'in', states)
    .orderBy('received_at')
    .limit(limit)
    .execute()
}
