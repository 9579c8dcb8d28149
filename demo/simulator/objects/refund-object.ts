import { missing } from '../errors.ts'
import type { Account, Charge, Refund } from '../state.ts'
import { type Context, seconds } from '../world.ts'
import { methodTypeOf } from './charges.ts'

export type RefundStatus = 'succeeded' | 'pending' | 'requires_action' | 'failed' | 'canceled'

export interface RefundFacts {
  readonly charge: Charge
  /** Minor units. */
  readonly amount: number
  readonly status: RefundStatus
  readonly reason?: string | undefined
  readonly metadata?: Readonly<Record<string, string>> | undefined
  /** Only said of a pending one. */
  readonly pendingReason?: string | undefined
  /** Unix seconds; now unless given. */
  readonly created?: number | undefined
}

/** A new refund in the account's list; no money has moved and nobody has been told. */
export function newRefund({ world, account }: Context, facts: RefundFacts): Refund {
  const { charge, status } = facts
  const bankDebit = methodTypeOf(charge) === 'us_bank_account'
  const now = seconds(world.clock())
  const refund = {
    id: world.ids(bankDebit ? 'pyr' : 're'),
    object: 'refund',
    amount: facts.amount,
    balance_transaction: null,
    charge: charge.id,
    created: facts.created ?? now,
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: bankDebit
      ? { type: 'us_bank_transfer', us_bank_transfer: { reference: null, reference_status: 'pending' } }
      : { type: 'card', card: { type: 'refund', reference_status: 'pending', reference_type: 'acquirer_reference_number' } },
    metadata: { ...facts.metadata },
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    ...(status === 'pending' && facts.pendingReason !== undefined && { pending_reason: facts.pendingReason }),
    ...(status === 'requires_action' && {
      next_action: {
        type: 'display_details',
        display_details: { email_sent: { email_sent_at: now, email_sent_to: 'customer@example.com' }, expires_at: now + 45 * 86_400 },
      },
    }),
    reason: facts.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status,
    transfer_reversal: null,
  } satisfies Refund
  account.refunds.set(refund.id, refund)
  return refund
}

export function refundOf(account: Account, id: string): Refund {
  const refund = account.refunds.get(id)
  if (refund === undefined) throw missing('refund', id, 'refund')
  return refund
}
