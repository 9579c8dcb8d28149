/** Deciding about a refund that waits for a second person: by whom, and under the locks that a refund is reserved under. */
import type { ChargeId, InvoiceId, PaymentId } from '../contract/ids.ts'
import type { DecideRefund } from '../contract/requests.ts'
import { writeAudit } from '../audit/write-audit.ts'
import type { Ctx } from '../context/ctx.ts'
import { ApiError } from '../context/errors.ts'
import { found } from '../context/found.ts'
import { actorOf, dropIfGone, type ActorColumns, type Principal } from '../context/principal.ts'
import type { ChargeRow, RefundRequestRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import { ruleOn, type Decision, type Ruling } from '../domain/refund-approval.ts'
import { lockedCharges } from '../ledger/locked-charges.ts'
import { findWaiting } from './queries.ts'

/** What is decided about, in which invoice. */
export interface OfRequest {
  readonly invoice: InvoiceId
  readonly payment: PaymentId
}

/** A decision that stands: by whom, about what, and whether it is new. */
export interface Decided {
  readonly tx: Transaction
  readonly request: RefundRequestRow
  readonly charge: ChargeRow
  readonly by: ActorColumns
  readonly ruling: Extract<Ruling, 'carry_out' | 'dismiss' | 'was_carried_out'>
  readonly touched: Set<ChargeId>
}

/**
 * Runs `work` with the request's invoice and charge locked, where the decision stands. Refused with: not_found, invalid_request,
 * forbidden, own_request, not_awaiting_approval.
 */
export async function decide<T>(
  ctx: Ctx,
  principal: Principal,
  { invoice, payment }: OfRequest,
  decision: Decision,
  actor: DecideRefund['actor'],
  work: (decided: Decided) => Promise<T>,
): Promise<T> {
  const { store } = principal
  const named = { store, invoice, id: payment }
  const { charge } = found(await findWaiting(ctx.db, named), 'refund')
  const by = decidesAs(principal, actor)
  return lockedCharges(ctx, { store, charges: [charge], invoices: [invoice] }, async (tx, charges, touched) => {
    dropIfGone(principal)
    const request = found(await findWaiting(tx, named), 'refund')
    const { state, actor_id: requester, decider_id: decider, age, dismissed_at: dismissedAt } = request
    const ruling = assertStands(ruleOn(decision, { state, requester, decider, age, isDismissed: dismissedAt !== null }, by.actor_id))
    return work({ tx, request, charge: found(charges.get(charge), 'refund'), by, ruling, touched })
  })
}

/** A session acts for its own actor; the host for a person whom it names, so that it is known who was the second one. */
function decidesAs(principal: Principal, actor: DecideRefund['actor']): ActorColumns {
  if (principal.kind === 'widget') {
    if (actor !== undefined) throw new ApiError('invalid_request', 'A session acts for its own actor: leave `actor` out.')
    return actorOf(principal)
  }
  if (actor === undefined) throw new ApiError('invalid_request', 'Name the person who decides, as `actor`: {id, name}.')
  return { actor_id: actor.id, actor_name: actor.name, via: 'host' }
}

function assertStands(ruling: Ruling): Decided['ruling'] {
  switch (ruling) {
    case 'own_request':
    case 'not_awaiting_approval':
      throw new ApiError(ruling)
    case 'of_another':
      throw new ApiError('forbidden', 'Only the person who asked for this refund can take it back.')
    case 'carry_out':
    case 'dismiss':
    case 'was_carried_out':
      return ruling
  }
}

/** What became of a refund that needed approval, for the audit log and the host. */
export function writeDecision(
  tx: Transaction,
  { store, invoice, charge, id, amount, currency }: RefundRequestRow,
  action: 'refund_approved' | 'refund_declined' | 'refund_withdrawn' | 'refund_approval_expired',
  by: Pick<ActorColumns, 'actor_name' | 'via'>,
  data: Record<string, unknown> = {},
): void {
  writeAudit(tx, { store, invoice, action, by, payment: id, charge, amount: -amount, currency, data })
}

export function deciderColumns({ actor_id, actor_name, via }: ActorColumns) {
  return { decider_id: actor_id, decider_name: actor_name, decider_via: via }
}
