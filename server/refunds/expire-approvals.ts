/** Refunds that nobody approved in time are given up, and what they reserved is given back. */
import type { Ctx } from '../context/ctx.ts'
import { APPROVAL_LASTS } from '../domain/refund-approval.ts'
import { lockedCharges } from '../ledger/locked-charges.ts'
import { closeRequest } from '../ledger/refund-queries.ts'
import { writeDecision } from './decide.ts'
import { findOverdue } from './queries.ts'

/** As many as are read at once. */
const BATCH = 100

/** Each in a transaction of its own, so that none waits for another’s locks; what is decided meanwhile is left alone. */
export async function expireApprovals(ctx: Ctx): Promise<void> {
  for (let overdue = await findOverdue(ctx.db, APPROVAL_LASTS, BATCH); overdue.length > 0;) {
    for (const request of overdue) {
      const { store, charge, invoice, via } = request
      await lockedCharges(ctx, { store, charges: [charge], invoices: [invoice] }, async (tx, _charges, touched) => {
        if (!(await closeRequest(tx, request, { state: 'expired' }, { from: 'awaiting_approval' }))) return
        writeDecision(tx, request, 'refund_approval_expired', { actor_name: null, via })
        touched.add(charge)
      })
    }
    overdue = await findOverdue(ctx.db, APPROVAL_LASTS, BATCH)
  }
}
