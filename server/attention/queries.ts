/** The needs-a-person list: what cannot be settled by looking again. */
import type { ChargeId, PaymentId, StoreId } from '../contract/ids.ts'
import { sql, type ExpressionBuilder, type Kysely } from 'kysely'
import type { ChargeRow, Schema } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'

export interface AttentionItem {
  readonly store: StoreId
  readonly code: Schema['attentions']['code']
  readonly charge: ChargeId | null
  readonly payment: PaymentId | null
}

/** That a charge, or a dispute of it, is in another currency. */
export function mismatchOf({ store, id }: Pick<ChargeRow, 'store' | 'id'>): AttentionItem {
  return { store, code: 'currency_mismatch', charge: id, payment: null }
}

function isAbout({ store, code, charge, payment }: AttentionItem) {
  return (where: ExpressionBuilder<Schema, 'attentions'>) =>
    where.and([
      where('store', '=', store),
      where('code', '=', code),
      // Not "is not distinct from", which no index serves.
      charge === null ? where('charge', 'is', null) : where('charge', '=', charge),
      payment === null ? where('payment', 'is', null) : where('payment', '=', payment),
    ])
}

/** Raises a concern; one that stands already keeps its time. */
export async function openAttention(tx: Transaction, item: AttentionItem, since: Date): Promise<void> {
  await tx
    .insertInto('attentions')
    .values({ ...item, since })
    .onConflict((conflict) => conflict.columns(['store', 'code', 'charge', 'payment']).where('settled_at', 'is', null).doNothing())
    .execute()
}

/**
 * Raises a concern of which there may be more now. One that stands already keeps its time and takes another id: a person who saw
 * it as it was can't settle it as it is.
 */
export async function reopenAttention(tx: Transaction, item: AttentionItem, since: Date): Promise<void> {
  await tx
    .insertInto('attentions')
    .values({ ...item, since })
    .onConflict((conflict) =>
      conflict
        .columns(['store', 'code', 'charge', 'payment'])
        .where('settled_at', 'is', null)
        .doUpdateSet({ id: sql`default` }),
    )
    .execute()
}

/** Settles a concern that no longer stands, and forgets what a person accepted of it. */
export async function resolveAttention(tx: Transaction, item: AttentionItem, at: Date): Promise<void> {
  await tx
    .updateTable('attentions')
    .set((column) => ({ settled_at: column.fn.coalesce('settled_at', column.val(at)), accepted: null }))
    .where(isAbout(item))
    .where((where) => where.or([where('settled_at', 'is', null), where('accepted', 'is not', null)]))
    .execute()
}

export async function readOpenAttention(db: Kysely<Schema>, id: number): Promise<AttentionItem | undefined> {
  return db
    .selectFrom('attentions')
    .select(['store', 'code', 'charge', 'payment'])
    .where('id', '=', id)
    .where('settled_at', 'is', null)
    .executeTakeFirst()
}

/** A person settles it while `remaining` is left of its charge, in minor units; false where it stands no more. */
export async function acknowledgeItem(tx: Transaction, id: number, remaining: number, at: Date): Promise<boolean> {
  const accepted = await tx
    .updateTable('attentions')
    .set({ settled_at: at, accepted: remaining })
    .where('id', '=', id)
    .where('settled_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return accepted !== undefined
}

/** What remained of the charge when a person last settled this concern; null where none has. */
export async function readAccepted(db: Kysely<Schema>, item: AttentionItem): Promise<number | null> {
  const settled = await db
    .selectFrom('attentions')
    .select('accepted')
    .where(isAbout(item))
    .where('accepted', 'is not', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return settled?.accepted ?? null
}

/** Whether a person has settled this concern, and it has not been raised again since. */
export async function isSettled(db: Kysely<Schema>, item: AttentionItem): Promise<boolean> {
  if ((await readAccepted(db, item)) === null) return false
  const open = await db.selectFrom('attentions').select('id').where(isAbout(item)).where('settled_at', 'is', null).executeTakeFirst()
  return open === undefined
}
