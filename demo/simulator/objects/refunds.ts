import { invalid, missing } from '../errors.ts'
import type { RefundOutcome } from '../faults.ts'
import type { Account, Charge, Refund } from '../state.ts'
import { type Context, byItself, seconds } from '../world.ts'
import { move } from './balance-transactions.ts'
import { methodTypeOf, mustBeAmountOf } from './charges.ts'
import { cannotRefundBecauseDisputed, lostOf } from './disputes.ts'
import { emit } from './events.ts'

export type RefundStatus = 'succeeded' | 'pending' | 'requires_action' | 'failed' | 'canceled'

export interface NewRefund {
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

export function refundOf(account: Account, id: string): Refund {
  const refund = account.refunds.get(id)
  if (refund === undefined) throw missing('refund', id, 'refund')
  return refund
}

/** Sends money of a charge back, or refuses as Stripe does. */
export function addRefund(context: Context, wanted: NewRefund): Refund {
  const { world, account } = context
  const { charge } = wanted
  const amount = allowedAmount(account, wanted)
  const bankDebit = methodTypeOf(charge) === 'us_bank_account'
  const status = firstStatus(wanted)
  const refund = {
    id: world.ids(bankDebit ? 'pyr' : 're'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: wanted.created ?? seconds(world.clock()),
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: bankDebit
      ? { type: 'us_bank_transfer', us_bank_transfer: { reference: null, reference_status: 'pending' } }
      : { type: 'card', card: { type: 'refund', reference_status: 'pending', reference_type: 'acquirer_reference_number' } },
    metadata: { ...wanted.metadata },
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    ...(status === 'pending' && { pending_reason: wanted.pendingReason ?? pendingReasonOf(charge) }),
    ...(status === 'requires_action' && {
      next_action: {
        type: 'display_details',
        display_details: {
          email_sent: { email_sent_at: seconds(world.clock()), email_sent_to: 'customer@example.com' },
          expires_at: seconds(world.clock()) + 45 * 86_400,
        },
      },
    }),
    reason: wanted.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status,
    transfer_reversal: null,
  } satisfies Refund
  account.refunds.set(refund.id, refund)
  withdraw(context, refund)
  addToRefunded(charge, amount)
  emit(context, 'refund.created', refund)
  emit(context, 'charge.refunded', charge, { amount_refunded: charge.amount_refunded - amount })
  if (wanted.outcome === 'failed_later') {
    account.doomedRefunds.add(refund.id)
    failLater(context, refund)
  }
  return refund
}

function allowedAmount(account: Account, { charge, amount, atReader = false }: NewRefund): number {
  if (charge.status === 'failed') throw invalid(`Charge ${charge.id} has failed; a failed charge can't be refunded.`)
  if (methodTypeOf(charge) === 'interac_present' && !atReader) {
    throw invalid('Interac charges must be refunded in person, with the card at a reader; use the Terminal SDK.', {
      param: 'charge',
    })
  }
  if (!charge.captured && charge.status !== 'pending') {
    throw invalid('This charge has not been captured: cancel its PaymentIntent to release the authorization instead of refunding it.', {
      param: 'charge',
    })
  }
  if (cannotRefundBecauseDisputed(account, charge)) {
    throw invalid(`Charge ${charge.id} has been charged back; cannot issue a refund.`, { code: 'charge_disputed' })
  }
  const total = charge.captured ? charge.amount_captured : charge.amount
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

function firstStatus({ outcome, charge }: NewRefund): RefundStatus {
  if (outcome === 'failed_later') return 'succeeded'
  return charge.status === 'pending' && outcome === 'succeeded' ? 'pending' : outcome
}

function pendingReasonOf(charge: Charge): string {
  return charge.status === 'pending' ? 'charge_pending' : 'processing'
}

/** Takes the refund's money from the balance, unless it waits for the balance or for its charge. */
function withdraw(context: Context, refund: Refund): void {
  const waits = refund.pending_reason === 'insufficient_funds' || refund.pending_reason === 'charge_pending'
  if (refund.balance_transaction !== null || waits) return
  refund.balance_transaction = move(context, {
    amount: -refund.amount,
    currency: refund.currency,
    source: refund.id,
    type: refund.id.startsWith('pyr_') ? 'payment_refund' : 'refund',
    reporting_category: 'refund',
  }).id
}

function addToRefunded(charge: Charge, amount: number): void {
  charge.amount_refunded += amount
  charge.refunded = charge.amount_refunded > 0 && charge.amount_refunded >= (charge.captured ? charge.amount_captured : charge.amount)
}

export interface RefundChange {
  readonly status?: RefundStatus | undefined
  /** One of Stripe's, for a failed refund; `unknown` unless given. */
  readonly failureReason?: string | undefined
  readonly pendingReason?: string | undefined
  /** The bank's reference for the customer to trace the money by. */
  readonly reference?: string | undefined
  readonly referenceStatus?: 'pending' | 'available' | 'unavailable' | undefined
}

/** The bank (or the shop, or time) settles a refund. Failing or canceling puts the money back on the charge. */
export function changeRefund(context: Context, refund: Refund, change: RefundChange): Refund {
  const before = { status: refund.status }
  const status = change.status ?? refund.status
  const ended = refund.status === 'failed' || refund.status === 'canceled'
  const goesBack = refund.status === 'succeeded' && (status === 'pending' || status === 'requires_action')
  if ((ended && status !== refund.status) || goesBack) {
    throw invalid(`Refund ${refund.id} is ${refund.status ?? 'settled'}; it can't become ${status}.`)
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

function putBack(context: Context, refund: Refund, reason: string | undefined): void {
  refund.failure_reason = reason ?? (refund.status === 'canceled' ? 'merchant_request' : 'unknown')
  if (refund.balance_transaction !== null) {
    refund.failure_balance_transaction = move(context, {
      amount: refund.amount,
      currency: refund.currency,
      source: refund.id,
      type: refund.id.startsWith('pyr_') ? 'payment_failure_refund' : 'refund_failure',
      reporting_category: 'refund_failure',
    }).id
  }
  const charge = context.account.charges.get(refund.charge ?? '')
  if (charge !== undefined) addToRefunded(charge, -refund.amount)
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

/** Lets a doomed refund fail by itself in a while, unless it was settled before. */
export function failLater(context: Context, refund: Refund): void {
  const { world, account } = context
  world.later(world.refundFailsAfterMs, () => {
    if (!account.doomedRefunds.has(refund.id)) return
    changeRefund(byItself(world, account), refund, { status: 'failed', failureReason: 'expired_or_canceled_card' })
  })
}

/** The shop cancels a refund that waits for the customer (docs.stripe.com/api/refunds/cancel). */
export function cancelRefund(context: Context, refund: Refund): Refund {
  if (refund.status !== 'requires_action') {
    throw invalid(`Refund ${refund.id} can't be canceled because its status is ${refund.status}.`)
  }
  return changeRefund(context, refund, { status: 'canceled' })
}
