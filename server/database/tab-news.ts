/** News that a tab changed, from the process that changed it to every process that shows it: both ends of it, in one place. */
import { sql, type AliasedExpression } from 'kysely'
import * as z from 'zod/mini'
import type { InvoiceId, StoreId } from '../contract/ids.ts'

/** The channel of PostgreSQL's that it goes through, as JSON. */
export const TAB_CHANNEL = 'jeweltrak_tab'

const TabNews = z.object({ store: z.string(), invoice: z.nullable(z.string()) })

/** `invoice` is null where every tab of the store changed. */
export interface TabNews {
  readonly store: StoreId
  readonly invoice: InvoiceId | null
}

/** Sends the news once the statement's transaction commits. */
export function notify(news: TabNews): AliasedExpression<unknown, 'notified'> {
  return sql`pg_notify(${TAB_CHANNEL}, ${JSON.stringify(news)})`.as('notified')
}

/** Null for what is no such news. */
export function parseNews(payload: string | undefined): TabNews | null {
  try {
    return TabNews.safeParse(JSON.parse(payload ?? '')).data ?? null
  } catch {
    return null
  }
}
