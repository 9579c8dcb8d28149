import type { EventRow } from '../database/schema.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/** One line for each attempt at an event: what it was about and what came of it. `lag` is how long ago it came, in milliseconds. */
export function logEvent({ log, clock }: GatewayCtx, event: EventRow, isApplied: boolean, facts: Readonly<Record<string, unknown>>): void {
  const { store, account, id, type, charge, attempts, received_at } = event
  const about = { event: id, type, store, account: account === '' ? undefined : account, charge, attempts }
  const lag = clock().getTime() - received_at.getTime()
  log.info({ ...about, lag, outcome: isApplied ? 'applied' : 'not applied', ...facts }, 'event')
}
