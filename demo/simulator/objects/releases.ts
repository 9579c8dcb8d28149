import type { Charge, Refund } from '../state.ts'
import type { Context } from '../world.ts'
import { emit } from './events.ts'
import { addToRefunded } from './refund-money.ts'
import { newRefund } from './refund-object.ts'

/**
 * What API versions before 2025-03-31.basil make of releasing an authorisation: a refund that moved no money (it has no balance
 * transaction) and is counted in `amount_refunded`. Newer ones make nothing of it (see `capture`). Amount in minor units.
 */
export function addRelease(context: Context, charge: Charge, amount: number): Refund {
  const refund = newRefund(context, { charge, amount, status: 'succeeded' })
  addToRefunded(context.account, charge, amount)
  emit(context, 'charge.refunded', charge, { amount_refunded: charge.amount_refunded - amount })
  return refund
}
