/** Events that are applied many at a time: taken, and finished, in the transaction that applies them. */
import type { ChargeId, StoreId } from '../contract/ids.ts'
import { prepared, preparedWrite } from '../database/prepared.ts'
import type { Database } from '../database/connection.ts'
import type { EventRow } from '../database/schema.ts'
import { storeArrays, storeKey, type OfStore } from '../database/store-key.ts'
import type { Transaction } from '../database/transactions.ts'
import type { EventKey } from './claim-queries.ts'
import { keyOf } from './queries.ts'

/** `applied`; `alone` is applied by itself from now on; `later` had to wait for a lock or for what other events tell. */
export type Outcome = 'applied' | 'alone' | 'later'

/** Events of one store that are taken into account at a time: other processes may have the first of them. */
const CONSIDERED = 400

// What is due is locked by its key, whatever PostgreSQL thinks of the size of the backlog when it plans: `offset 0` keeps the other
// conditions out, which would let it look for each event among all that wait.
const take = prepared<EventRow>(
  'take_events_together',
  `with due as (
    select loose.*, row_number() over (partition by stores.id order by loose.due_at, loose.charge, loose.id) as place
    from stores cross join lateral (
      select account, id, charge, next_attempt_at as due_at from events
      where events.store = stores.id and state = 'waiting' and not alone and next_attempt_at <= now()
      order by next_attempt_at limit ${CONSIDERED}
    ) as loose
  )
  select had.* from (select account, id from due order by place, due_at, charge, id) as next cross join lateral (
    select * from events where events.account = next.account and events.id = next.id offset 0 for no key update skip locked
  ) as had
  where had.state = 'waiting' and not had.alone and had.next_attempt_at <= now() limit $1`,
)

/**
 * Events that are due and that nobody else has, one per store in turn, those of one charge that came at once beside each other; ours
 * as long as the transaction lasts.
 */
export function takeTogether(tx: Transaction, limit: number): Promise<EventRow[]> {
  return take(tx, limit)
}

const anyDue = prepared<{ readonly due: boolean }>(
  'is_any_event_due_together',
  `select exists (
    select from stores cross join lateral (
      select from events where events.store = stores.id and state = 'waiting' and not alone and next_attempt_at <= now()
      order by next_attempt_at limit 1
    ) as one
  ) as due`,
)

export async function isAnyDueTogether(db: Database): Promise<boolean> {
  return (await anyDue(db))[0]?.due === true
}

type WaitingEvent = EventKey & { readonly store: StoreId; readonly charge: ChargeId; readonly type: string; readonly alone: boolean }

const waiting = prepared<WaitingEvent>(
  'find_waiting_events_of_charges',
  `select wanted.store, wanted.charge, events.account, events.id, events.type, events.alone
  from unnest($1::text[], $2::text[]) as wanted(store, charge) cross join lateral (
    select account, id, type, alone from events where events.store = wanted.store and events.charge = wanted.charge and state = 'waiting' offset 0
  ) as events`,
)

/** Those of these charges of which another event waits that says what `tells` has, to be applied together with others; by their keys. */
export async function findAnnounced(
  tx: Transaction,
  charges: readonly OfStore[],
  { tells, besides }: { readonly tells: ReadonlySet<string>; readonly besides: readonly EventKey[] },
): Promise<ReadonlySet<string>> {
  const found = charges.length === 0 ? [] : await waiting(tx, ...storeArrays(charges))
  const had = new Set(besides.map(keyOf))
  const others = found.filter((event) => !event.alone && tells.has(event.type) && !had.has(keyOf(event)))
  return new Set(others.map(({ store, charge: id }) => storeKey({ store, id })))
}

/** Seconds until an event is tried again that had to wait: doubled with each attempt, up to 2^6 times. */
const FIRST_WAIT = 0.1

const finish = preparedWrite(
  'finish_events_together',
  `update events set attempts = attempts + case when outcome = 'alone' then 0 else 1 end, claimed_by = null, last_error = null,
    state = case when outcome = 'applied' then 'applied' else state end,
    applied_at = case when outcome = 'applied' then now() end,
    alone = alone or outcome = 'alone',
    next_attempt_at = case when outcome = 'later' then now() + make_interval(secs => ${FIRST_WAIT} * 2 ^ least(attempts, 6)) else next_attempt_at end
  from unnest($1::text[], $2::text[], $3::text[]) as finished(account, id, outcome)
  where events.account = finished.account and events.id = finished.id`,
)

/** Writes what came of events that are ours. */
export async function finishTogether(tx: Transaction, events: readonly (EventKey & { readonly outcome: Outcome })[]): Promise<void> {
  await finish(
    tx,
    events.map(({ account }) => account),
    events.map(({ id }) => id),
    events.map(({ outcome }) => outcome),
  )
}

const setAlone = preparedWrite(
  'set_events_alone',
  `update events set alone = true from unnest($1::text[], $2::text[]) as those(account, id)
  where events.account = those.account and events.id = those.id and state = 'waiting'`,
)

/** From now on each of them is applied by itself, so that one that can't be applied fails alone. */
export async function applyEachAlone(db: Database, events: readonly EventKey[]): Promise<void> {
  await setAlone(
    db,
    events.map(({ account }) => account),
    events.map(({ id }) => id),
  )
}
