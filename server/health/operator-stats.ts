import { sql } from 'kysely'
import { countAttention } from '../attention/list.ts'
import { AttentionCode } from '../contract/tab.ts'
import type { Ctx } from '../context/ctx.ts'
import type { RefundState } from '../domain/refund-states.ts'

/** How much there is of what an operator watches, over all stores. */
export interface OperatorStats {
  readonly events: Readonly<Record<'waiting' | 'applied' | 'dead', number>>
  readonly refundRequests: Readonly<Record<'open' | 'recorded' | 'rejected' | 'released', number>>
  /** Open refund requests that were attempted, whatever Stripe answered. */
  readonly unknownRefundRequests: number
  readonly refunds: Readonly<Record<RefundState, number>>
  readonly unmatchedCharges: number
  readonly attentionItems: ReadonlyMap<AttentionCode, number>
}

/** Counts it, by scanning tables: for a scrape now and then, not for every call. */
export async function readOperatorStats(ctx: Ctx): Promise<OperatorStats> {
  const events = await ctx.db
    .selectFrom('events')
    .select(['state', sql<number>`count(*)`.as('count')])
    .groupBy('state')
    .execute()
  const requests = await ctx.db
    .selectFrom('refund_requests')
    .select(['state', sql<number>`count(*)`.as('count')])
    .groupBy('state')
    .execute()
  const refunds = await ctx.db
    .selectFrom('payments')
    .select(['status', sql<number>`count(*)`.as('count')])
    .where('kind', '=', 'refund')
    .groupBy('status')
    .execute()
  const open = await ctx.db
    .selectFrom('refund_requests')
    .select(sql<number>`count(*) filter (where attempts > 0)`.as('unknown'))
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow()
  const unmatched = await ctx.db
    .selectFrom('charges')
    .select(sql<number>`count(*)`.as('count'))
    .where('state', '=', 'unmatched')
    .executeTakeFirstOrThrow()
  const items = await countAttention(ctx)
  return {
    events: { waiting: 0, applied: 0, dead: 0, ...Object.fromEntries(events.map(({ state, count }) => [state, count])) },
    refundRequests: {
      open: 0,
      recorded: 0,
      rejected: 0,
      released: 0,
      ...Object.fromEntries(requests.map(({ state, count }) => [state, count])),
    },
    unknownRefundRequests: open.unknown,
    refunds: {
      succeeded: 0,
      pending: 0,
      requires_action: 0,
      failed: 0,
      canceled: 0,
      ...Object.fromEntries(refunds.map(({ status, count }) => [status, count])),
    },
    unmatchedCharges: unmatched.count,
    attentionItems: new Map(AttentionCode.options.map((code) => [code, items.get(code) ?? 0])),
  }
}
