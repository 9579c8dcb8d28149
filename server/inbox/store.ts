import { sql } from 'kysely'
import type { AccountId } from '../contract/ids.ts'
import { databaseNow } from '../database/time.ts'
import type { EventFacts } from '../stripe/objects/event.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/** An event of an account: null is the platform's own. */
export interface IncomingEvent {
  readonly account: AccountId | null
  readonly event: EventFacts
  readonly payload: string
}

/** Whether it is new here, was stored before, or is of an account that no store has. */
export type Stored = 'stored' | 'known' | 'unknown_account'

/**
 * Puts events into the inbox in one statement, each once per account and id, and has them applied soon. Returns in the
 * same order what became of each.
 */
export async function storeEvents(ctx: GatewayCtx, incoming: readonly IncomingEvent[]): Promise<Stored[]> {
  const firsts = new Map<string, IncomingEvent>()
  for (const one of incoming) if (!firsts.has(keyOf(one))) firsts.set(keyOf(one), one)
  const stored = await insert(ctx, [...firsts.values()])
  if (stored.size > 0) ctx.due()
  const rest = [...firsts].filter(([key]) => !stored.has(key)).map(([, one]) => one)
  const known = rest.length === 0 ? stored : await findKnown(ctx, rest)
  return incoming.map((one) => {
    const key = keyOf(one)
    if (stored.has(key)) return firsts.get(key) === one ? 'stored' : 'known'
    return known.has(key) ? 'known' : 'unknown_account'
  })
}

/** The same for one. */
export async function storeEvent(ctx: GatewayCtx, incoming: IncomingEvent): Promise<Stored> {
  const [stored = 'unknown_account'] = await storeEvents(ctx, [incoming])
  return stored
}

function keyOf({ account, event }: IncomingEvent): string {
  return JSON.stringify([account ?? '', event.id])
}

/** Inserts those of our accounts in the order of their keys, so that two servers never wait for each other; the keys that are new. */
async function insert({ db }: GatewayCtx, events: readonly IncomingEvent[]): Promise<ReadonlySet<string>> {
  const column = (read: (one: IncomingEvent) => string | null) => sql`${events.map(read)}::text[]`
  const given = sql<{ account: string; id: string; type: string; charge: string | null; payload: string }>`unnest(
    ${column(({ account }) => account ?? '')}, ${column(({ event }) => event.id)}, ${column(({ event }) => event.type)},
    ${column(({ event }) => event.charge)}, ${column(({ payload }) => payload)}
  )`
  const rows = await db
    .insertInto('events')
    .columns(['account', 'id', 'store', 'type', 'charge', 'payload', 'next_attempt_at'])
    .expression((from) =>
      from
        .selectFrom(given.as<'given'>(sql`given(account, id, type, charge, payload)`))
        .innerJoin('stores', (join) => join.on(sql`coalesce(stores.stripe_account, '')`, '=', sql.ref('given.account')))
        .select(['given.account', 'given.id', 'stores.id as store', 'given.type', 'given.charge', 'given.payload', databaseNow.as('due')])
        .orderBy('given.account')
        .orderBy('given.id'),
    )
    .onConflict((conflict) => conflict.columns(['account', 'id']).doNothing())
    .returning(['account', 'id'])
    .execute()
  return new Set(rows.map(({ account, id }) => JSON.stringify([account, id])))
}

async function findKnown({ db }: GatewayCtx, events: readonly IncomingEvent[]): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('events')
    .select(['account', 'id'])
    .where((where) => where.or(events.map(({ account, event }) => where.and({ account: account ?? '', id: event.id }))))
    .execute()
  return new Set(rows.map(({ account, id }) => JSON.stringify([account, id])))
}
