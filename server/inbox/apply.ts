/** Applies an event of the inbox. Order is never assumed and doubles are harmless: what it says is merged, not replayed. */
import type { AccountId } from '../contract/ids.ts'
import type { Kysely, RawBuilder } from 'kysely'
import { MAX_EVENT_FAILURES, eventRetryDelay } from '../domain/backoff.ts'
import { itemOf, openAttention, resolveAttention } from '../attention/queries.ts'
import { lockedCharges } from '../ledger/locked-charges.ts'
import type { EventRow, Schema } from '../database/schema.ts'
import { databaseNow, secondsFromNow } from '../database/time.ts'
import { parseEvent } from '../stripe/objects/event.ts'
import { DatabaseUnavailable } from '../database/unavailable.ts'
import { StripeUnavailable } from '../context/errors.ts'
import { LeaseLost } from '../context/errors.ts'
import { HANDLERS } from './handlers.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

export interface EventKey {
  readonly account: AccountId
  readonly id: string
}

/** How long one attempt keeps others away, in seconds. */
const ATTEMPT_LASTS = 60

/**
 * Applies the event once it is its turn. One that can't be applied is tried again later and, after so many failures,
 * kept as dead for a person; while Stripe can't be read, or a lock is held, it only waits.
 */
export async function applyEvent(ctx: GatewayCtx, key: EventKey): Promise<void> {
  const event = await claimEvent(ctx, key)
  if (event === undefined) return
  try {
    const facts = parseEvent(JSON.parse(event.payload))
    await HANDLERS[facts.type]?.(ctx, { store: event.store, account: event.account === '' ? null : event.account }, facts.object)
    await markApplied(ctx, event)
  } catch (error) {
    await putOff(ctx, event, error)
  }
}

function claimEvent(ctx: GatewayCtx, { account, id }: EventKey): Promise<EventRow | undefined> {
  return ctx.db
    .updateTable('events')
    .set((column) => ({ attempts: column('attempts', '+', 1), next_attempt_at: secondsFromNow(ATTEMPT_LASTS) }))
    .where('account', '=', account)
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('next_attempt_at', '<=', databaseNow)
    .returningAll()
    .executeTakeFirst()
}

async function putOff(ctx: GatewayCtx, event: EventRow, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : 'unknown'
  const onlyWaits =
    error instanceof LeaseLost || error instanceof DatabaseUnavailable || (error instanceof StripeUnavailable && error.retryable)
  const failures = event.failures + (onlyWaits ? 0 : 1)
  if (failures >= MAX_EVENT_FAILURES) {
    ctx.log.error({ event: event.id, type: event.type, error }, 'An event can’t be applied; it is kept for a person')
    return bury(ctx, event, message)
  }
  const wait = eventRetryDelay(event.attempts)
  ctx.log.warn({ event: event.id, type: event.type, wait, error }, 'An event was not applied; it is tried again')
  await finish(ctx.db, event, 'waiting', { failures, next_attempt_at: secondsFromNow(wait), last_error: message })
  await ctx.wake.event({ account: event.account, id: event.id }, wait)
}

/** The invoice's tab shows that something of it could not be applied. */
async function bury(ctx: GatewayCtx, event: EventRow, message: string): Promise<void> {
  const { store, id, charge } = event
  await lockedCharges(ctx, store, charge === null ? [] : [charge], async (tx, charges, touched) => {
    if (!(await finish(tx, event, 'waiting', { state: 'dead', last_error: message }))) return
    const existing = charges.get(charge ?? '')
    await openAttention(
      tx,
      existing === undefined ? { store, code: 'event_dead', charge, event: id } : itemOf(existing, 'event_dead', { event: id }),
    )
    if (charge !== null) touched.add(charge)
  })
}

/** An attempt may outlast its turn: another one may have given the event up meanwhile. */
async function markApplied(ctx: GatewayCtx, event: EventRow): Promise<void> {
  const applied = { state: 'applied', applied_at: databaseNow, last_error: null } as const
  if (await finish(ctx.db, event, 'waiting', applied)) return
  const { store, id, charge } = event
  await lockedCharges(ctx, store, charge === null ? [] : [charge], async (tx, _charges, touched) => {
    if (!(await finish(tx, event, 'dead', applied))) return
    await resolveAttention(tx, { store, code: 'event_dead', subject: id })
    if (charge !== null) touched.add(charge)
  })
}

interface EventColumns extends Partial<Pick<EventRow, 'state' | 'last_error' | 'failures'>> {
  readonly applied_at?: RawBuilder<Date>
  readonly next_attempt_at?: RawBuilder<Date>
}

/** Says whether the event was in state `from`: an attempt may outlast its turn, and another one end it meanwhile. */
async function finish(db: Kysely<Schema>, { account, id }: EventKey, from: EventRow['state'], columns: EventColumns): Promise<boolean> {
  const finished = await db
    .updateTable('events')
    .set(columns)
    .where('account', '=', account)
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirst()
  return finished.numUpdatedRows > 0n
}
