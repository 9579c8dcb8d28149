import type { StoreId } from '../contract/ids.ts'
import type { AttentionItem } from '../contract/responses.ts'
import type { AttentionCode } from '../contract/tab.ts'
import type { Ctx } from '../context/ctx.ts'
import type { Principal } from '../context/principal.ts'
import type { AttentionItemRow } from '../database/schema.ts'
import { isAcknowledgeable } from './acknowledge.ts'
import { countOpenItems, readOpenItems } from './queries.ts'

export interface ListedItem extends AttentionItem {
  readonly store: StoreId
}

/** What needs a person in the caller's store, the oldest first. */
export async function listAttention({ db }: Pick<Ctx, 'db'>, { store }: Pick<Principal, 'store'>): Promise<AttentionItem[]> {
  return (await readOpenItems(db, store)).map(toItem)
}

/** The same over all stores, for whoever runs the server. */
export async function listAllAttention({ db }: Pick<Ctx, 'db'>): Promise<ListedItem[]> {
  return (await readOpenItems(db, null)).map((row) => ({ ...toItem(row), store: row.store }))
}

/** How many there are of each code, over all stores. */
export async function countAttention({ db }: Pick<Ctx, 'db'>): Promise<ReadonlyMap<AttentionCode, number>> {
  return new Map((await countOpenItems(db)).map(({ code, count }) => [code, count]))
}

export function toItem({ id, code, invoice, charge, payment, event, stripe_right: right, opened_at }: AttentionItemRow): AttentionItem {
  const since = opened_at.toISOString()
  return { id: String(id), code, invoice, charge, payment, event, right, since, acknowledgeable: isAcknowledgeable(code) }
}
