import { invalid } from '../errors.ts'
import type { RefundOutcome } from '../faults.ts'
import type { Account, Charge, Refund } from '../state.ts'
import type { Context } from '../world.ts'
import { methodTypeOf, mustBeAmountOf } from './charges.ts'
import { cannotRefundBecauseDisputed, lostOf } from './disputes.ts'
import { emit } from './events.ts'
import { type RefundStatus, newRefund } from './refund-object.ts'
import { failLater } from './refund-changes.ts'
import { addToRefunded, releasedOf, withdraw } from './refund-money.ts'

export interface WantedRefund {
  readonly charge: Charge
  /** Minor units; what is left unless given. */
  readonly amount?: number | undefined
  readonly reason?: string | undefined
  readonly metadata?: Readonly<Record<string, string>> | undefined
  readonly outcome: RefundOutcome
  readonly pendingReason?: string | undefined
  /** At the card reader, where alone an Interac payment can be refunded. */
  readonly atReader?: boolean
  readonly created?: number | undefined
}

/** Sends money of a charge back, or refuses as Stripe does. */
export function addRefund(context: Context, wanted: WantedRefund): Refund {
  const { account } = context
  const { charge } = wanted
  const amount = allowedAmount(account, wanted)
  const refund = newRefund(context, {
    ...wanted,
    amount,
    status: firstStatus(wanted),
    pendingReason: wanted.pendingReason ?? pendingReasonOf(charge),
  })
  withdraw(context, refund)
  addToRefunded(account, charge, amount)
  emit(context, 'refund.created', refund)
  emit(context, 'charge.refunded', charge, { amount_refunded: charge.amount_refunded - amount })
  if (wanted.outcome === 'failed_later') {
    account.doomedRefunds.add(refund.id)
    failLater(context, refund)
  }
  return refund
}

function allowedAmount(account: Account, { charge, amount, atReader = false }: WantedRefund): number {
  if (charge.status === 'failed') throw invalid(`Charge ${charge.id} has failed; a failed charge can't be refunded.`)
  if (methodTypeOf(charge) === 'interac_present' && !atReader) {
    throw invalid('Interac charges must be refunded in person, with the card at a reader; use the Terminal SDK.', {
      param: 'charge',
    })
  }
  if (charge.amount_captured === 0 && charge.status !== 'pending') {
    throw invalid('This charge has not been captured: cancel its PaymentIntent to release the authorization instead of refunding it.', {
      param: 'charge',
    })
  }
  if (cannotRefundBecauseDisputed(account, charge)) {
    throw invalid(`Charge ${charge.id} has been charged back; cannot issue a refund.`, { code: 'charge_disputed' })
  }
  const total = (charge.amount_captured > 0 ? charge.amount_captured : charge.amount) + releasedOf(account, charge)
  const left = total - charge.amount_refunded - lostOf(account, charge)
  if (charge.amount_refunded >= total) {
    throw invalid(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' })
  }
  if (left <= 0) {
    throw invalid(`Charge ${charge.id} has been charged back; cannot issue a refund.`, { code: 'charge_disputed' })
  }
  const wanted = amount ?? left
  mustBeAmountOf(charge.currency, wanted)
  if (wanted > left) {
    throw invalid(`Refund amount (${wanted}) is greater than unrefunded amount on charge (${left}).`, { param: 'amount' })
  }
  return wanted
}

function firstStatus({ outcome, charge }: WantedRefund): RefundStatus {
  if (outcome === 'failed_later') return 'succeeded'
  return charge.status === 'pending' && outcome === 'succeeded' ? 'pending' : outcome
}

function pendingReasonOf(charge: Charge): string {
  return charge.status === 'pending' ? 'charge_pending' : 'processing'
}
