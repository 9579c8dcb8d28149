/** Claims: whoever applies an event has it until its next attempt is due, and shows that he still has it when he writes the result. */
import { sql } from 'kysely'
import type { AccountId, ChargeId, StoreId } from '../contract/ids.ts'
import type { EventRow } from '../database/schema.ts'
import { prepared } from '../database/prepared.ts'
import { databaseNow, secondsFromNow } from '../database/time.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

export interface EventKey {
  readonly account: AccountId
  readonly id: string
}

/** An event that is ours to apply, and under which name we have it. */
export interface ClaimedEvent extends EventRow {
  readonly claimed_by: string
}

/** How long one attempt keeps others away, in seconds. */
const CLAIM_LASTS = 60

/** Events of one store that are taken into account at a time. */
const CONSIDERED = 200

/** Undefined where it is not due, or another has it. */
export async function claimEvent(ctx: GatewayCtx, { account, id }: EventKey): Promise<ClaimedEvent | undefined> {
  const claim = ctx.newId('lease')
  const event = await updateClaimed(ctx, claim)
    .where('account', '=', account)
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('next_attempt_at', '<=', databaseNow)
    .returningAll()
    .executeTakeFirst()
  return event === undefined ? undefined : { ...event, claimed_by: claim }
}

/** The charge's events that are due, `limit` at most, oldest first. */
export async function claimEventsOf(
  ctx: GatewayCtx,
  charge: { readonly store: StoreId; readonly id: ChargeId },
  limit: number,
): Promise<readonly ClaimedEvent[]> {
  const claim = ctx.newId('lease')
  const events = await updateClaimed(ctx, claim)
    .where(
      sql<boolean>`(account, id) in (
        select account, id from events
        where store = ${charge.store} and charge = ${charge.id} and state = 'waiting' and next_attempt_at <= now()
        order by next_attempt_at, received_at, id limit ${limit}
        for no key update skip locked
      )`,
    )
    .returningAll()
    .execute()
  return events
    .map((event) => ({ ...event, claimed_by: claim }))
    .toSorted((one, other) => one.received_at.getTime() - other.received_at.getTime() || (one.id < other.id ? -1 : 1))
}

/** Gives back events that were claimed and not begun: they are due again, as before. */
export async function giveEventsBack({ db }: GatewayCtx, events: readonly ClaimedEvent[]): Promise<void> {
  if (events.length === 0) return
  await db
    .updateTable('events')
    .set((column) => ({ attempts: column('attempts', '-', 1), claimed_by: null, next_attempt_at: databaseNow }))
    .where(isClaimed(events))
    .execute()
}

/** Those of `events` that are still ours by their claims. */
export function isClaimed(events: readonly ClaimedEvent[]) {
  return sql<boolean>`(account, id, claimed_by) in (select * from unnest(
    ${events.map(({ account }) => account)}::text[], ${events.map(({ id }) => id)}::text[], ${events.map((event) => event.claimed_by)}::text[]
  ))`
}

const claimLoose = prepared<EventRow>(
  'claim_loose_events',
  `with due as (
    select loose.account, loose.id, loose.next_attempt_at as due_at,
      row_number() over (partition by stores.id order by loose.next_attempt_at, loose.id) as place
    from stores cross join lateral (
      select account, id, next_attempt_at from events
      where events.store = stores.id and state = 'waiting' and alone and next_attempt_at <= now()
        and not exists (select from charges where charges.store = events.store and charges.id = events.charge)
      order by next_attempt_at limit ${CONSIDERED}
    ) as loose
  ), taken as (
    select had.account, had.id from (select account, id from due order by place, due_at, id) as next cross join lateral (
      select * from events where events.account = next.account and events.id = next.id offset 0 for no key update skip locked
    ) as had
    where had.state = 'waiting' and had.next_attempt_at <= now() limit $2
  )
  update events set attempts = attempts + 1, claimed_by = $1, next_attempt_at = now() + make_interval(secs => ${CLAIM_LASTS})
  from taken where events.account = taken.account and events.id = taken.id
  returning events.*`,
)

/** Events that are due and of no charge that is known here, `limit` at most, one per store in turn; locked as `takeTogether` does. */
export async function claimLooseEvents(ctx: GatewayCtx, limit: number): Promise<readonly ClaimedEvent[]> {
  const claim = ctx.newId('lease')
  return (await claimLoose(ctx.db, claim, limit)).map((event) => ({ ...event, claimed_by: claim }))
}

function updateClaimed({ db }: GatewayCtx, claim: string) {
  return db
    .updateTable('events')
    .set((column) => ({ attempts: column('attempts', '+', 1), claimed_by: claim, next_attempt_at: secondsFromNow(CLAIM_LASTS) }))
}
