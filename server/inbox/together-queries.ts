/** Events that are applied many at a time: taken, and finished, in the transaction that applies them. */
import { prepared, preparedWrite } from '../database/prepared.ts'
import type { Database } from '../database/connection.ts'
import type { EventRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import type { EventKey } from './claim-queries.ts'

/** `applied`; `alone` is applied by itself from now on; `later` had to wait for a lock. */
export type Outcome = 'applied' | 'alone' | 'later'

/** Events of one store that are taken into account at a time: other processes may have the first of them. */
const CONSIDERED = 400

const take = prepared<EventRow>(
  'take_events_together',
  `with due as (
    select loose.account, loose.id, loose.due_at, row_number() over (partition by stores.id order by loose.due_at, loose.id) as place
    from stores cross join lateral (
      select account, id, next_attempt_at as due_at from events
      where events.store = stores.id and state = 'waiting' and not alone and next_attempt_at <= now()
      order by next_attempt_at limit ${CONSIDERED}
    ) as loose
  )
  select events.* from due join events on events.account = due.account and events.id = due.id
  where events.state = 'waiting' and not events.alone and events.next_attempt_at <= now()
  order by due.place, due.due_at, events.id limit $1
  for no key update of events skip locked`,
)

/** Events that are due and that nobody else has, one per store in turn; ours as long as the transaction lasts. */
export function takeTogether(tx: Transaction, limit: number): Promise<EventRow[]> {
  return take(tx, limit)
}

const anyDue = prepared<{ readonly due: boolean }>(
  'is_any_event_due_together',
  `select exists (select from events where state = 'waiting' and not alone and next_attempt_at <= now()) as due`,
)

export async function isAnyDueTogether(db: Database): Promise<boolean> {
  return (await anyDue(db))[0]?.due === true
}

/** Seconds until an event is tried again whose invoice another had: doubled with each attempt, up to 2^6 times. */
const FIRST_WAIT = 0.1

const finish = preparedWrite(
  'finish_events_together',
  `update events set attempts = attempts + case when outcome = 'alone' then 0 else 1 end, claimed_by = null, last_error = null,
    state = case when outcome = 'applied' then 'applied' else state end,
    applied_at = case when outcome = 'applied' then now() end,
    alone = alone or outcome = 'alone',
    next_attempt_at = case when outcome = 'later' then now() + make_interval(secs => ${FIRST_WAIT} * 2 ^ least(attempts, 6)) else next_attempt_at end
  from unnest($1::text[], $2::text[], $3::text[]) as finished(account, id, outcome)
  where events.account = finished.account and events.id = finished.id and events.state = 'waiting'`,
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
