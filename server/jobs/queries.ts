import { sql } from 'kysely'
import type { ChargeId, StoreId } from '../contract/ids.ts'
import type { Database } from '../database/connection.ts'
import { prepared } from '../database/prepared.ts'
import { secondsFromNow } from '../database/time.ts'
import type { ChargeKey } from '../sync/lease.ts'

/** How long a turn keeps other processes from the charge where its own does not end it, in seconds. */
const TURN_LASTS = 60

/** What one check takes into account of each kind, for each store. */
const CONSIDERED = 200

const isFree = (charge: string): string => `exists (
  select from charges where charges.store = stores.id and charges.id = ${charge} and (turn_until is null or turn_until <= now())
)`

const take = prepared<ChargeKey>(
  'take_charges',
  `with due as (
    select stores.id as store, waiting.charge, min(waiting.due_at) as due_at,
      row_number() over (partition by stores.id order by min(waiting.due_at), waiting.charge) as place
    from stores cross join lateral (
      (
        select charge, next_attempt_at as due_at from events
        where events.store = stores.id and state = 'waiting' and alone and next_attempt_at <= now() and ${isFree('events.charge')}
        order by next_attempt_at limit ${CONSIDERED}
      ) union all (
        select charge, next_attempt_at from refund_requests
        where refund_requests.store = stores.id and state = 'open' and next_attempt_at <= now() and ${isFree('refund_requests.charge')}
        order by next_attempt_at limit ${CONSIDERED}
      ) union all (
        select id, compare_wanted_at from charges
        where charges.store = stores.id and compare_wanted_at <= now() and (turn_until is null or turn_until <= now())
        order by compare_wanted_at limit ${CONSIDERED}
      )
    ) as waiting
    group by stores.id, waiting.charge
  ), taken as (
    select charges.store, charges.id from due join charges on charges.store = due.store and charges.id = due.charge
    where charges.turn_until is null or charges.turn_until <= now()
    order by place, due_at, charges.store, charges.id limit $2
    for no key update of charges skip locked
  )
  update charges set turn = $1, turn_until = now() + make_interval(secs => ${TURN_LASTS})
  from taken where charges.store = taken.store and charges.id = taken.id
  returning charges.store, charges.id`,
)

/**
 * Takes charges of which something is due, `limit` at most, one per store in turn and of each store the one that waits for
 * longest, and writes that `turn` has them. Those that another process has are left alone.
 */
export function takeCharges(db: Database, turn: string, limit: number): Promise<readonly ChargeKey[]> {
  return take(db, turn, limit)
}

/** Ends the turn, unless another has one by now; nobody takes the charge for `rest` seconds. Tells whether something is due of it. */
export async function endTurn(db: Database, { store, id }: ChargeKey, turn: string, rest: number): Promise<boolean> {
  const ended = await db
    .updateTable('charges')
    .set({ turn: null, turn_until: rest > 0 ? secondsFromNow(rest) : null })
    .where('store', '=', store)
    .where('id', '=', id)
    .where('turn', '=', turn)
    .returning(isAnythingDue(store, id).as('due'))
    .executeTakeFirst()
  return ended?.due === true
}

function isAnythingDue(store: StoreId, charge: ChargeId) {
  return sql<boolean>`exists (
    select from events where store = ${store} and charge = ${charge} and state = 'waiting' and next_attempt_at <= now()
  ) or ${isCallDue(store, charge)}`
}

function isCallDue(store: StoreId, charge: ChargeId) {
  return sql<boolean>`exists (
    select from refund_requests where store = ${store} and charge = ${charge} and state = 'open' and next_attempt_at <= now()
  ) or exists (select from charges where store = ${store} and id = ${charge} and compare_wanted_at <= now())`
}

/** Whether something is due of the charge that calls Stripe: a request, or its comparison. */
export async function needsLease(db: Database, { store, id }: ChargeKey): Promise<boolean> {
  const { rows } = await sql<{ needed: boolean }>`select ${isCallDue(store, id)} as needed`.execute(db)
  return rows[0]?.needed === true
}

export interface Ahead {
  /** Until something is due: 0 or less where something is, null where nothing will be. */
  readonly seconds: number | null
  /** Whether any endpoint is to be told what happens. */
  readonly hasEndpoints: boolean
}

const ahead = prepared<Ahead>(
  'read_ahead',
  `select extract(epoch from least(
    (select min(due_at) from stores cross join lateral (
      (
        select next_attempt_at as due_at from events where events.store = stores.id and state = 'waiting' and alone
        order by next_attempt_at limit 1
      ) union all (
        select next_attempt_at from events where events.store = stores.id and state = 'waiting' and not alone
        order by next_attempt_at limit 1
      )
    ) as first),
    (select min(next_attempt_at) from refund_requests where state = 'open'),
    (select min(compare_wanted_at) from charges where compare_wanted_at is not null)
  ) - now())::float8 as seconds, exists (select from endpoints) as "hasEndpoints"`,
)

export async function readAhead(db: Database): Promise<Ahead> {
  return (await ahead(db))[0] ?? { seconds: null, hasEndpoints: false }
}

/** The charge's open requests whose next attempt is due, `limit` at most. */
export async function findDueRequests(db: Database, { store, id }: ChargeKey, limit: number): Promise<readonly string[]> {
  const requests = await db
    .selectFrom('refund_requests')
    .select('id')
    .where('store', '=', store)
    .where('charge', '=', id)
    .where('state', '=', 'open')
    .where('next_attempt_at', '<=', sql<Date>`now()`)
    .orderBy('next_attempt_at')
    .orderBy('id')
    .limit(limit)
    .execute()
  return requests.map((request) => request.id)
}
