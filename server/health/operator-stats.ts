import { countAttention } from '../attention/list.ts'
import { AttentionCode } from '../contract/tab.ts'
import type { Ctx } from '../context/ctx.ts'
import { countUnsettled, type Unsettled } from './queries.ts'

/** How much there is of what an operator watches, over all stores. */
export interface OperatorStats extends Unsettled {
  readonly attentionItems: ReadonlyMap<AttentionCode, number>
}

/** Counts what is not settled, by indexes of that alone: it takes no longer the longer the shops are open. */
export async function readOperatorStats(ctx: Ctx): Promise<OperatorStats> {
  const unsettled = await countUnsettled(ctx.db)
  const items = await countAttention(ctx)
  return { ...unsettled, attentionItems: new Map(AttentionCode.options.map((code) => [code, items.get(code) ?? 0])) }
}
