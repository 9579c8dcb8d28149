/**
 * Takes what is due and does it. The unit is a charge with all that is due of it; an event of no charge that is known here is
 * a unit of its own.
 */
import { applyClaimed } from '../inbox/apply.ts'
import { claimLooseEvents, type ClaimedEvent } from '../inbox/claim-queries.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import type { ChargeKey } from '../sync/lease.ts'
import { takeCharges } from './queries.ts'
import { takeTurn } from './turn.ts'

export type DueUnit =
  { readonly kind: 'charge'; readonly charge: ChargeKey; readonly turn: string } | { readonly kind: 'event'; readonly event: ClaimedEvent }

/** Takes `limit` units at most, which are ours for a minute. */
export async function takeDue(ctx: GatewayCtx, limit: number): Promise<readonly DueUnit[]> {
  const turn = ctx.newId('lease')
  const charges = await takeCharges(ctx.db, turn, limit)
  const events = charges.length < limit ? await claimLooseEvents(ctx, limit - charges.length) : []
  return [
    ...charges.map((charge): DueUnit => ({ kind: 'charge', charge, turn })),
    ...events.map((event): DueUnit => ({ kind: 'event', event })),
  ]
}

/** Throws only where the database can't be reached; what is not done is then due again once the unit is no longer ours. */
export async function doDue(handed: GatewayCtx, unit: DueUnit, stopping: AbortSignal): Promise<void> {
  // Whoever waits for a lease here would keep the poller from other work: what needs it is due again soon.
  const ctx: GatewayCtx = { ...handed, leaseWait: 0, turns: handed.turns.ahead }
  if (unit.kind === 'event') return void (await applyClaimed(ctx, [unit.event]))
  await takeTurn(ctx, unit.charge, unit.turn, stopping)
}
