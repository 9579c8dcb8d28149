import type { ActorColumns } from '../context/principal.ts'
import type { NewAuditEntry } from '../database/schema.ts'
import { writeEntry, type Transaction } from '../database/transactions.ts'
import { tellHost } from './tell-host.ts'

type About = Pick<NewAuditEntry, 'payment' | 'charge' | 'refund' | 'amount' | 'currency' | 'data'>

/** What was done; what is left out it has nothing to do with. */
export interface AuditedAction extends Pick<NewAuditEntry, 'store' | 'invoice' | 'action'>, Partial<About> {
  /** Who did it; Stripe unless given. */
  readonly by?: Pick<ActorColumns, 'actor_name' | 'via'>
}

const NOTHING = { payment: null, charge: null, refund: null, amount: null, currency: null }
const STRIPE = { actor_name: null, via: 'stripe' } as const

/** Writes what was done, and has the host told, with the transaction that does it. */
export function writeAudit(tx: Transaction, { by: { actor_name, via } = STRIPE, ...action }: AuditedAction): void {
  const entry = { ...NOTHING, ...action, actor_name, via }
  writeEntry(tx, entry)
  tellHost(tx, entry)
}
