/** Applies an event of the inbox. Order is never assumed and doubles are harmless: what it says is merged, not replayed. */
import { MAX_EVENT_FAILURES, eventRetryDelay } from '../domain/backoff.ts'
import { gatherFacts } from '../context/facts.ts'
import { itemOf, openAttention } from '../attention/queries.ts'
import { lockedCharges } from '../ledger/locked-charges.ts'
import { secondsFromNow } from '../database/time.ts'
import { parseEvent } from '../stripe/objects/event.ts'
import { DatabaseUnavailable } from '../database/unavailable.ts'
import { StripeUnavailable, LeaseLost } from '../context/errors.ts'
import { wantComparison } from '../sync/compare-charge.ts'
import { compareIfWanted, ownershipOf, type AccountRef } from '../sync/ensure-charge.ts'
import type { ChargeId } from '../contract/ids.ts'
import type { ChargeKey } from '../sync/lease.ts'
import { claimEvent, giveEventsBack, type ClaimedEvent, type EventKey } from './claim-queries.ts'
import { HANDLERS, type WantsComparison } from './handlers.ts'
import { logEvent } from './log-event.ts'
import { finishEvent, saveApplied } from './queries.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/**
 * Applies the event if it is due and nobody else has it. What can't be applied is tried again later, and after so many failures
 * kept as dead for a person. While Stripe can't be read, or another has the lease, it only waits.
 */
export async function applyEvent(ctx: GatewayCtx, key: EventKey): Promise<void> {
  const event = await claimEvent(ctx, key)
  if (event === undefined) return
  for (const charge of await applyClaimed(ctx, [event])) await compareIfWanted(ctx, charge)
}

/**
 * The same for events that are claimed already; what was applied is written in one commit. Once `isOver` no further one is begun,
 * and the rest is given back. Returns the charges that are to be compared with Stripe, which due work does where the caller does
 * not.
 */
export async function applyClaimed(
  ctx: GatewayCtx,
  events: readonly ClaimedEvent[],
  isOver: () => boolean = () => false,
): Promise<readonly ChargeKey[]> {
  const applied: ClaimedEvent[] = []
  const toCompare = new Map<string, ChargeKey>()
  let begun = 0
  for (const event of events) {
    if (isOver()) break
    begun += 1
    await gatherFacts(async (read) => {
      const began = performance.now()
      const isApplied = await apply(ctx, event, (charge) => toCompare.set(charge.id, charge)).then(
        () => true,
        (error: unknown) => postponeEvent(ctx, event, error),
      )
      if (isApplied) applied.push(event)
      logEvent(ctx, event, isApplied, { milliseconds: Math.round(performance.now() - began), ...read() })
    })
  }
  for (const charge of toCompare.values()) await wantComparison(ctx, charge)
  await saveApplied(ctx.db, applied)
  await giveEventsBack(ctx, events.slice(begun))
  return [...toCompare.values()]
}

async function apply(ctx: GatewayCtx, event: ClaimedEvent, wantsComparison: WantsComparison): Promise<void> {
  const origin = { store: event.store, account: event.account === '' ? null : event.account }
  if (event.payload === '') return compareInstead(ctx, origin, event.charge, wantsComparison)
  const facts = parseEvent(JSON.parse(event.payload))
  await HANDLERS[facts.type]?.(ctx, origin, facts.object, wantsComparison)
}

/** An event whose body is deleted still names its charge, and Stripe says what became of that. */
async function compareInstead(
  ctx: GatewayCtx,
  origin: AccountRef,
  charge: ChargeId | null,
  wantsComparison: WantsComparison,
): Promise<void> {
  if (charge === null) throw new Error('The body of the event is deleted after 30 days, and it names no charge')
  const ownership = await ownershipOf(ctx, origin, charge)
  if (ownership !== 'gone' && ownership !== 'foreign') wantsComparison({ store: origin.store, id: charge })
}

async function postponeEvent(ctx: GatewayCtx, event: ClaimedEvent, error: unknown): Promise<false> {
  const message = error instanceof Error ? error.message : 'unknown'
  const onlyWaits =
    error instanceof LeaseLost || error instanceof DatabaseUnavailable || (error instanceof StripeUnavailable && error.retryable)
  const failures = event.failures + (onlyWaits ? 0 : 1)
  if (failures >= MAX_EVENT_FAILURES) {
    ctx.log.error({ event: event.id, type: event.type, error }, 'An event can’t be applied; it is kept for a person')
    await bury(ctx, event, message)
    return false
  }
  const wait = eventRetryDelay(event.attempts)
  ctx.log.warn({ event: event.id, type: event.type, wait, error }, 'An event was not applied; it is tried again')
  await finishEvent(ctx.db, event, { failures, next_attempt_at: secondsFromNow(wait), last_error: message })
  ctx.due()
  return false
}

/** The invoice's tab shows that something of it could not be applied. */
async function bury(ctx: GatewayCtx, event: ClaimedEvent, message: string): Promise<void> {
  const { store, id, charge } = event
  await lockedCharges(ctx, { store, charges: charge === null ? [] : [charge] }, async (tx, charges, touched) => {
    if (!(await finishEvent(tx, event, { state: 'dead', last_error: message }))) return
    const existing = charges.get(charge ?? '')
    await openAttention(
      tx,
      existing === undefined ? { store, code: 'event_dead', charge, event: id } : itemOf(existing, 'event_dead', { event: id }),
    )
    if (charge !== null) touched.add(charge)
  })
}
