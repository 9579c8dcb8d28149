import { countAttention } from '../attention/list.ts'
import { AttentionCode } from '../contract/tab.ts'
import type { Ctx } from '../context/ctx.ts'
import { countNotifications } from '../notifications/queries.ts'
import { countOpenWork, type OpenWork } from './queries.ts'

/** How much there is of what an operator watches, over all stores. */
export interface OperatorStats extends OpenWork {
  readonly attentionItems: ReadonlyMap<AttentionCode, number>
  /** For the host's endpoints; `oldest` in seconds, 0 where none waits. */
  readonly notifications: { readonly waiting: number; readonly dead: number; readonly oldest: number }
}

/** Counts what is open, by indexes of that alone: it takes no longer the longer the shops are open. */
export async function readOperatorStats(ctx: Pick<Ctx, 'db'>): Promise<OperatorStats> {
  const openWork = await countOpenWork(ctx.db)
  const items = await countAttention(ctx)
  const notifications = await countNotifications(ctx.db)
  return { ...openWork, notifications, attentionItems: new Map(AttentionCode.options.map((code) => [code, items.get(code) ?? 0])) }
}
