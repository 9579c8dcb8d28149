/**
 * Takes what is due and does it. The unit is a charge with all that is due of it; an event of no charge that is known here is
 * a unit of its own. Events that call nobody are applied together.
 */
import { applyClaimed } from '../inbox/apply.ts'
import { applyBacklog } from '../inbox/apply-together.ts'
import { isAnyDueTogether } from '../inbox/together-queries.ts'
import { claimLooseEvents, type ClaimedEvent } from '../inbox/claim-queries.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import type { ChargeKey } from '../sync/lease.ts'
import { takeCharges } from './queries.ts'
import { takeTurn } from './turn.ts'

export type DueUnit =
  /** Events that are applied together: whoever does it takes them. */
  | { readonly kind: 'events' }
  | { readonly kind: 'charge'; readonly charge: ChargeKey; readonly turn: string }
  | { readonly kind: 'event'; readonly event: ClaimedEvent }

/** Takes `limit` units at most, which are ours for a minute; events that are applied together only `withEvents`. */
export async function takeDue(ctx: GatewayCtx, limit: number, withEvents = true): Promise<readonly DueUnit[]> {
  const turn = ctx.newId('lease')
  const together: DueUnit[] = withEvents && (await isAnyDueTogether(ctx.db)) ? [{ kind: 'events' }] : []
  const charges = await takeCharges(ctx.db, turn, limit - together.length)
  const free = limit - together.length - charges.length
  const events = free > 0 ? await claimLooseEvents(ctx, free) : []
  return [
    ...together,
    ...charges.map((charge): DueUnit => ({ kind: 'charge', charge, turn })),
    ...events.map((event): DueUnit => ({ kind: 'event', event })),
  ]
}

/**
 * Returns whether there may be more to do at once. Throws only where the database can't be reached; what is not done is then due
 * again once the unit is no longer ours.
 */
export async function doDue(handed: GatewayCtx, unit: DueUnit, stopping: AbortSignal): Promise<boolean> {
  // Whoever waits for a lease here would keep the poller from other work: what needs it is due again soon.
  const ctx: GatewayCtx = { ...handed, leaseWait: 0, invoiceQueue: handed.invoiceQueue.ahead }
  if (unit.kind === 'events') return applyBacklog(ctx, stopping)
  if (unit.kind === 'event') await applyClaimed(ctx, [unit.event])
  else await takeTurn(ctx, unit.charge, unit.turn, stopping)
  return false
}

/** The same for one process, which applies the events of one transaction at a time: two would only lock each other's invoices. */
export function createDueWork(
  ctx: GatewayCtx,
  stopping: AbortSignal,
): { take(limit: number): Promise<readonly DueUnit[]>; work(unit: DueUnit): Promise<void> } {
  let isApplying = false
  return {
    async take(limit) {
      const units = await takeDue(ctx, limit, !isApplying)
      isApplying ||= units.some(({ kind }) => kind === 'events')
      return units
    },
    async work(unit) {
      let isMore = false
      try {
        isMore = await doDue(ctx, unit, stopping)
      } finally {
        if (unit.kind === 'events') isApplying = false
      }
      if (isMore) ctx.due()
    },
  }
}
