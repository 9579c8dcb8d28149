import { invalid } from '../errors.ts'
import type { Refund } from '../state.ts'
import { type Context, byItself } from '../world.ts'
import { emit } from './events.ts'
import { putBack, withdraw } from './refund-money.ts'
import type { RefundStatus } from './refund-object.ts'

export interface RefundChange {
  readonly status?: RefundStatus | undefined
  /** One of Stripe's, for a failed refund; `unknown` unless given. */
  readonly failureReason?: string | undefined
  readonly pendingReason?: string | undefined
  /** The bank's reference for the customer to trace the money by. */
  readonly reference?: string | undefined
  readonly referenceStatus?: 'pending' | 'available' | 'unavailable' | undefined
}

/** The bank (or the shop, or time) changes a refund's status. Failing or canceling puts the money back on the charge. */
export function changeRefund(context: Context, refund: Refund, change: RefundChange): Refund {
  const before = { status: refund.status }
  const status = change.status ?? refund.status
  const ended = refund.status === 'failed' || refund.status === 'canceled'
  const goesBack = refund.status === 'succeeded' && (status === 'pending' || status === 'requires_action')
  if ((ended && status !== refund.status) || goesBack) {
    throw invalid(`Refund ${refund.id} is ${refund.status ?? 'without a status'}; it can't become ${status}.`)
  }
  if (change.pendingReason !== undefined) refund.pending_reason = change.pendingReason
  if (status !== 'pending') delete refund.pending_reason
  if (status !== 'requires_action') delete refund.next_action
  giveReference(refund, change)
  refund.status = status
  context.account.doomedRefunds.delete(refund.id)
  const fails = !ended && (status === 'failed' || status === 'canceled')
  if (fails) putBack(context, refund, change.failureReason)
  else if (!ended) withdraw(context, refund)
  if (fails && status === 'failed') emit(context, 'refund.failed', refund)
  emit(context, 'refund.updated', refund, before)
  emit(context, 'charge.refund.updated', refund, before)
  return refund
}

function giveReference(refund: Refund, { reference, referenceStatus }: RefundChange): void {
  if (reference === undefined && referenceStatus === undefined) return
  const details = refund.destination_details
  const status = referenceStatus ?? 'available'
  if (details?.card !== undefined) {
    details.card.reference_status = status
    if (reference !== undefined) details.card.reference = reference
  } else if (details?.us_bank_transfer !== undefined) {
    details.us_bank_transfer.reference_status = status
    if (reference !== undefined) details.us_bank_transfer.reference = reference
  }
}

/** The shop cancels a refund that waits for the customer (docs.stripe.com/api/refunds/cancel). */
export function cancelRefund(context: Context, refund: Refund): Refund {
  if (refund.status !== 'requires_action') {
    throw invalid(`Refund ${refund.id} can't be canceled because its status is ${refund.status}.`)
  }
  return changeRefund(context, refund, { status: 'canceled' })
}

/** Lets a doomed refund fail by itself in a while, unless its status was changed before. */
export function failLater(context: Context, refund: Refund): void {
  const { world, account } = context
  world.later(world.refundFailsAfterMs, () => {
    if (!account.doomedRefunds.has(refund.id)) return
    changeRefund(byItself(world, account), refund, { status: 'failed', failureReason: 'expired_or_canceled_card' })
  })
}
