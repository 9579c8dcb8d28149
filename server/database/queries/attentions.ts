/** The needs-a-person list: what cannot be settled by looking again. */
import type { Schema } from '../schema.ts'
import type { Transaction } from '../transactions.ts'

interface Concern {
  readonly store: string
  readonly code: Schema['attentions']['code']
  readonly charge: string | null
  readonly payment: string | null
}

/** Raises a concern; one that stands already keeps its time. */
export async function raiseAttention(tx: Transaction, concern: Concern, since: Date): Promise<void> {
  await tx
    .insertInto('attentions')
    .values({ ...concern, since })
    .onConflict((conflict) => conflict.columns(['store', 'code', 'charge', 'payment']).where('settled_at', 'is', null).doNothing())
    .execute()
}

/** Settles a concern that no longer stands. */
export async function settleAttention(tx: Transaction, concern: Concern, at: Date): Promise<void> {
  await tx
    .updateTable('attentions')
    .set({ settled_at: at })
    .where('store', '=', concern.store)
    .where('code', '=', concern.code)
    .where('charge', 'is not distinct from', concern.charge)
    .where('payment', 'is not distinct from', concern.payment)
    .where('settled_at', 'is', null)
    .execute()
}
