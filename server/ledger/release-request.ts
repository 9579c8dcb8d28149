import { writeAudit } from '../audit/write-audit.ts'
import type { RefundRequestRow } from '../database/schema.ts'
import { touchInvoice, type Transaction } from '../database/transactions.ts'
import { closeRequest } from './refund-queries.ts'

/**
 * Closes a request that waits for approval and that a refund of Stripe's names: Stripe was never asked for it, so somebody made that refund
 * in its place, and nobody is to approve it besides. Does nothing where it waits no more.
 */
export async function releaseNeverLetGo(tx: Transaction, request: RefundRequestRow): Promise<void> {
  const { store, invoice, charge, amount, currency } = request
  if (!(await closeRequest(tx, request, { state: 'released' }, { from: 'awaiting_approval' }))) return
  const data = { state: 'released', stripeCode: null, stripeMessage: null }
  writeAudit(tx, { store, invoice, action: 'refund_rejected', payment: request.id, charge, amount: -amount, currency, data })
  touchInvoice(tx, store, invoice, 'stripe')
}
