/** Applies an event of the inbox. Order is never assumed and doubles are harmless: what it says is merged, not replayed. */
import type { AccountId } from '../contract/ids.ts'
import type { RawBuilder } from 'kysely'
import { MAX_EVENT_FAILURES, eventRetryDelay } from '../domain/backoff.ts'
import { touchInvoiceOf } from '../database/invoices.ts'
import type { EventRow } from '../database/schema.ts'
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
    await finish(ctx, key, { state: 'applied', applied_at: ctx.clock(), last_error: null })
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
  await finish(ctx, event, { failures, next_attempt_at: secondsFromNow(wait), last_error: message })
  await ctx.wake.event({ account: event.account, id: event.id }, wait)
}

/** The invoice's tab shows that something of it could not be applied. */
async function bury(ctx: GatewayCtx, event: EventRow, message: string): Promise<void> {
  await finish(ctx, event, { state: 'dead', last_error: message })
  if (event.charge !== null) await touchInvoiceOf(ctx, event.store, event.charge)
}

/** An attempt may outlast its turn: where another has applied the event meanwhile, it stays applied. */
async function finish(
  ctx: GatewayCtx,
  { account, id }: EventKey,
  columns: Partial<Pick<EventRow, 'state' | 'applied_at' | 'last_error' | 'failures'>> & { readonly next_attempt_at?: RawBuilder<Date> },
): Promise<void> {
  await ctx.db
    .updateTable('events')
    .set(columns)
    .where('account', '=', account)
    .where('id', '=', id)
    .where('state', '<>', 'applied')
    .execute()
}
