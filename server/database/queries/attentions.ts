/** The needs-a-person list: what cannot be settled by looking again. */
import { sql, type ExpressionBuilder, type Kysely } from 'kysely'
import type { ChargeRow, Schema } from '../schema.ts'
import type { Transaction } from '../transactions.ts'

export interface Concern {
  readonly store: string
  readonly code: Schema['attentions']['code']
  readonly charge: string | null
  readonly payment: string | null
}

/** That a charge, or a dispute of it, is in another currency. */
export function mismatchOf({ store, id }: Pick<ChargeRow, 'store' | 'id'>): Concern {
  return { store, code: 'currency_mismatch', charge: id, payment: null }
}

function isAbout({ store, code, charge, payment }: Concern) {
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
export async function raiseAttention(tx: Transaction, concern: Concern, since: Date): Promise<void> {
  await tx
    .insertInto('attentions')
    .values({ ...concern, since })
    .onConflict((conflict) => conflict.columns(['store', 'code', 'charge', 'payment']).where('settled_at', 'is', null).doNothing())
    .execute()
}

/**
 * Raises a concern of which there may be more now. One that stands already keeps its time and takes another id: a person who saw
 * it as it was can't settle it as it is.
 */
export async function raiseMore(tx: Transaction, concern: Concern, since: Date): Promise<void> {
  await tx
    .insertInto('attentions')
    .values({ ...concern, since })
    .onConflict((conflict) =>
      conflict
        .columns(['store', 'code', 'charge', 'payment'])
        .where('settled_at', 'is', null)
        .doUpdateSet({ id: sql`default` }),
    )
    .execute()
}

/** Settles a concern that no longer stands, and forgets what a person accepted of it. */
export async function settleAttention(tx: Transaction, concern: Concern, at: Date): Promise<void> {
  await tx
    .updateTable('attentions')
    .set((column) => ({ settled_at: column.fn.coalesce('settled_at', column.val(at)), accepted: null }))
    .where(isAbout(concern))
    .where((where) => where.or([where('settled_at', 'is', null), where('accepted', 'is not', null)]))
    .execute()
}

export async function readOpenAttention(db: Kysely<Schema>, id: number): Promise<Concern | undefined> {
  return db
    .selectFrom('attentions')
    .select(['store', 'code', 'charge', 'payment'])
    .where('id', '=', id)
    .where('settled_at', 'is', null)
    .executeTakeFirst()
}

/** A person settles it while `remaining` is left of its charge, in minor units; false where it stands no more. */
export async function acceptAttention(tx: Transaction, id: number, remaining: number, at: Date): Promise<boolean> {
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
export async function readAccepted(db: Kysely<Schema>, concern: Concern): Promise<number | null> {
  const settled = await db
    .selectFrom('attentions')
    .select('accepted')
    .where(isAbout(concern))
    .where('accepted', 'is not', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return settled?.accepted ?? null
}

/** Whether a person has settled this concern, and it has not been raised again since. */
export async function isSettled(db: Kysely<Schema>, concern: Concern): Promise<boolean> {
  if ((await readAccepted(db, concern)) === null) return false
  const open = await db.selectFrom('attentions').select('id').where(isAbout(concern)).where('settled_at', 'is', null).executeTakeFirst()
  return open === undefined
}
