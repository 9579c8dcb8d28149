/** Applies an event of the inbox. Order is never assumed and doubles are harmless: what it says is merged, not replayed. */
import type { RawBuilder } from 'kysely'
import { EVENT_FAILURES, waitBeforeApplying } from '../domain/retries.ts'
import { touchInvoiceOf } from '../database/queries/invoices.ts'
import type { EventRow } from '../database/schema.ts'
import { databaseNow, secondsFromNow } from '../database/time.ts'
import { parseEvent } from '../stripe/objects/event.ts'
import { DatabaseUnavailable } from '../database/unavailable.ts'
import { StripeUnavailable } from '../stripe/unavailable.ts'
import { LeaseLost } from './charge-lease.ts'
import { HANDLERS } from './event-handlers.ts'
import type { Services } from './services.ts'

export interface EventKey {
  readonly account: string
  readonly id: string
}

/** How long one attempt keeps others away, in seconds. */
const ATTEMPT_LASTS = 60

/**
 * Applies the event once it is its turn. One that can't be applied is tried again later and, after so many failures,
 * kept as dead for a person; while Stripe can't be read, or a lock is held, it only waits.
 */
export async function applyEvent(s: Services, key: EventKey): Promise<void> {
  const event = await claimEvent(s, key)
  if (event === undefined) return
  try {
    const facts = parseEvent(JSON.parse(event.payload))
    await HANDLERS[facts.type]?.(s, { store: event.store, account: event.account === '' ? null : event.account }, facts.object)
    await finish(s, key, { state: 'applied', applied_at: s.clock(), last_error: null })
  } catch (error) {
    await putOff(s, event, error)
  }
}

function claimEvent(s: Services, { account, id }: EventKey): Promise<EventRow | undefined> {
  return s.db
    .updateTable('events')
    .set((column) => ({ attempts: column('attempts', '+', 1), next_attempt_at: secondsFromNow(ATTEMPT_LASTS) }))
    .where('account', '=', account)
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('next_attempt_at', '<=', databaseNow)
    .returningAll()
    .executeTakeFirst()
}

async function putOff(s: Services, event: EventRow, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : 'unknown'
  const onlyWaits =
    error instanceof LeaseLost || error instanceof DatabaseUnavailable || (error instanceof StripeUnavailable && error.mayPass)
  const failures = event.failures + (onlyWaits ? 0 : 1)
  if (failures >= EVENT_FAILURES) {
    s.log.error({ event: event.id, type: event.type, error }, 'An event can’t be applied; it is kept for a person')
    return bury(s, event, message)
  }
  const wait = waitBeforeApplying(event.attempts)
  s.log.warn({ event: event.id, type: event.type, wait, error }, 'An event was not applied; it is tried again')
  await finish(s, event, { failures, next_attempt_at: secondsFromNow(wait), last_error: message })
  await s.wake.event({ account: event.account, id: event.id }, wait)
}

/** The invoice's tab shows that something of it could not be applied. */
async function bury(s: Services, event: EventRow, message: string): Promise<void> {
  await finish(s, event, { state: 'dead', last_error: message })
  if (event.charge !== null) await touchInvoiceOf(s, event.store, event.charge)
}

/** An attempt may outlast its turn: where another has applied the event meanwhile, it stays applied. */
async function finish(
  s: Services,
  { account, id }: EventKey,
  columns: Partial<Pick<EventRow, 'state' | 'applied_at' | 'last_error' | 'failures'>> & { readonly next_attempt_at?: RawBuilder<Date> },
): Promise<void> {
  await s.db
    .updateTable('events')
    .set(columns)
    .where('account', '=', account)
    .where('id', '=', id)
    .where('state', '<>', 'applied')
    .execute()
}
