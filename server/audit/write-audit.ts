import type { ActorColumns } from '../context/principal.ts'
import type { NewAuditEntry } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import { insertEntry, insertFirstRecording } from './queries.ts'

type About = Pick<NewAuditEntry, 'payment' | 'charge' | 'refund' | 'amount' | 'currency' | 'data'>

/** What was done; what is left out it has nothing to do with. */
export interface AuditedAction extends Pick<NewAuditEntry, 'store' | 'invoice' | 'action'>, Partial<About> {
  /** Who did it; Stripe unless given. */
  readonly by?: Pick<ActorColumns, 'actor_name' | 'via'>
}

const NOTHING = { payment: null, charge: null, refund: null, amount: null, currency: null }
const STRIPE = { actor_name: null, via: 'stripe' } as const

/** Writes what was done, in the transaction that does it. */
export async function writeAudit(tx: Transaction, action: AuditedAction): Promise<void> {
  await insertEntry(tx, columnsOf(action))
}

/**
 * The same for a refund that is recorded, which the log says once: what was recorded before and lost since is written as
 * a change that restores it.
 */
export async function writeRefundRecorded(tx: Transaction, recorded: Omit<AuditedAction, 'action'>): Promise<void> {
  const isFirst = await insertFirstRecording(tx, columnsOf({ ...recorded, action: 'stripe_refund_recorded' }))
  if (!isFirst) await writeAudit(tx, { ...recorded, action: 'stripe_refund_changed', data: { ...recorded.data, restored: true } })
}

function columnsOf({ by: { actor_name, via } = STRIPE, ...action }: AuditedAction): NewAuditEntry {
  return { ...NOTHING, ...action, actor_name, via }
}
