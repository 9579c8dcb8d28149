import type { BalanceTransaction } from '../state.ts'
import { type Context, seconds } from '../world.ts'

type Movement = Pick<BalanceTransaction, 'amount' | 'currency' | 'source' | 'type' | 'reporting_category'> & {
  readonly fee?: number
  readonly description?: string
}

/** Moves money into (positive) or out of (negative) the account's balance; amounts in minor units. */
export function move(context: Context, movement: Movement): BalanceTransaction {
  const { world, account } = context
  const { fee = 0, description = null, ...rest } = movement
  const now = seconds(world.clock())
  const transaction = {
    id: world.ids('txn'),
    object: 'balance_transaction',
    available_on: now + 2 * 24 * 60 * 60,
    balance_type: 'payments',
    created: now,
    description,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [{ amount: fee, application: null, currency: rest.currency, description: 'Stripe processing fees', type: 'stripe_fee' }],
    net: rest.amount - fee,
    status: 'pending',
    ...rest,
  } satisfies BalanceTransaction
  account.balanceTransactions.set(transaction.id, transaction)
  return transaction
}
