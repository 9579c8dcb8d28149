import { countAttention } from '../attention/list.ts'
import { AttentionCode } from '../contract/tab.ts'
import type { Ctx } from '../context/ctx.ts'
import type { RefundStatus } from '../domain/refund-statuses.ts'
import { countAttemptedRequests, countEvents, countRefundRequests, countRefunds, countUnmatchedCharges } from './queries.ts'

/** How much there is of what an operator watches, over all stores. */
export interface OperatorStats {
  readonly events: Readonly<Record<'waiting' | 'applied' | 'dead', number>>
  readonly refundRequests: Readonly<Record<'open' | 'recorded' | 'rejected' | 'released', number>>
  /** Open refund requests that were attempted, whatever Stripe answered. */
  readonly unknownRefundRequests: number
  readonly refunds: Readonly<Record<RefundStatus, number>>
  readonly unmatchedCharges: number
  readonly attentionItems: ReadonlyMap<AttentionCode, number>
}

/** Counts it, by scanning tables: for a scrape now and then, not for every call. */
export async function readOperatorStats(ctx: Ctx): Promise<OperatorStats> {
  const events = await countEvents(ctx.db)
  const requests = await countRefundRequests(ctx.db)
  const refunds = await countRefunds(ctx.db)
  const unknownRefundRequests = await countAttemptedRequests(ctx.db)
  const unmatchedCharges = await countUnmatchedCharges(ctx.db)
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
    unknownRefundRequests,
    refunds: {
      succeeded: 0,
      pending: 0,
      requires_action: 0,
      failed: 0,
      canceled: 0,
      ...Object.fromEntries(refunds.map(({ status, count }) => [status, count])),
    },
    unmatchedCharges,
    attentionItems: new Map(AttentionCode.options.map((code) => [code, items.get(code) ?? 0])),
  }
}
