/** Events of the inbox, as they are stored, finished and listed. */
import { sql, type RawBuilder } from 'kysely'
import type { AccountId, ChargeId, StoreId } from '../contract/ids.ts'
import type { Database } from '../database/connection.ts'
import type { EventRow } from '../database/schema.ts'
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

/** Inserts those of our accounts in the order of their keys, so that two servers never wait for each other; the keys that are new. */
export async function insertEvents(db: Database, events: readonly IncomingEvent[]): Promise<ReadonlySet<string>> {
  const column = (read: (one: IncomingEvent) => string | null) => sql`${events.map(read)}::text[]`
  const given = sql<{ account: string; id: string; type: string; charge: string | null; payload: string; alone: boolean }>`unnest(
    ${column(({ account }) => account ?? '')}, ${column(({ event }) => event.id)}, ${column(({ event }) => event.type)},
    ${column(({ event }) => event.charge)}, ${column(({ payload }) => payload)},
    ${events.map(({ event }) => isAppliedAlone(event.type))}::boolean[]
  )`
  const rows = await db
    .insertInto('events')
    .columns(['account', 'id', 'store', 'type', 'charge', 'payload', 'alone', 'next_attempt_at'])
    .expression((from) =>
      from
        .selectFrom(given.as<'given'>(sql`given(account, id, type, charge, payload, alone)`))
        .innerJoin('stores', (join) => join.on(sql`coalesce(stores.stripe_account, '')`, '=', sql.ref('given.account')))
        .select([
          'given.account',
          'given.id',
          'stores.id as store',
          'given.type',
          'given.charge',
          'given.payload',
          'given.alone',
          databaseNow.as('due'),
        ])
        .orderBy('given.account')
        .orderBy('given.id'),
    )
    .onConflict((conflict) => conflict.columns(['account', 'id']).doNothing())
    .returning(['account', 'id'])
    .execute()
  return new Set(rows.map(({ account, id }) => keyOf({ account, id })))
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
