import { invalid, missing } from '../errors.ts'
import { isAmountOf } from '../money.ts'
import type { Account, Charge, PaymentIntent } from '../state.ts'
import type { Context } from '../world.ts'
import { move } from './balance-transactions.ts'
import { emit } from './events.ts'
import { type Means, type MethodType, detailsOf, feeOf } from './payment-methods.ts'

export interface Payer {
  readonly name?: string | undefined
  readonly email?: string | undefined
}

/** A new charge of this intent: not yet succeeded, captured or announced. `created` in Unix seconds. */
export function addCharge(context: Context, intent: PaymentIntent, means: Means, payer: Payer, created: number): Charge {
  const { world, account } = context
  const bankDebit = means.type === 'us_bank_account'
  const id = world.ids(bankDebit ? 'py' : 'ch')
  const charge = {
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: { address: null, email: payer.email ?? null, name: payer.name ?? null, phone: null, tax_id: null },
    calculated_statement_descriptor: 'JEWELTRAK DEMO',
    captured: false,
    created,
    currency: intent.currency,
    customer: null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'normal',
      risk_score: 20,
      seller_message: 'Payment complete.',
      type: 'authorized',
    },
    paid: true,
    payment_intent: intent.id,
    payment_method: means.id,
    payment_method_details: detailsOf(means, intent.amount),
    receipt_email: null,
    receipt_number: null,
    receipt_url: `${world.receiptsAt()}/receipts/${id}`,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: null,
  } satisfies Charge
  account.charges.set(charge.id, charge)
  return charge
}

export function chargeOf(account: Account, id: string, param = 'id'): Charge {
  const charge = account.charges.get(id)
  if (charge === undefined) throw missing('charge', id, param)
  return charge
}

/** Refuses an amount that the currency does not have, such as a third of a fils. */
export function mustBeAmountOf(currency: string, amount: number): void {
  if (isAmountOf(currency, amount)) return
  throw invalid(`Invalid amount ${amount}: ${currency} is not counted that finely.`, { param: 'amount' })
}

/** What was paid with, as the charge itself says. */
export function methodTypeOf(charge: Charge): MethodType {
  const type = charge.payment_method_details?.type
  return type === 'card_present' || type === 'interac_present' || type === 'us_bank_account' ? type : 'card'
}

/** Books a capture, less Stripe's fee, on the account's balance; `amount` in minor units. */
export function bookOnBalance(context: Context, charge: Charge, amount: number): void {
  const type = methodTypeOf(charge)
  const transaction = move(context, {
    amount,
    currency: charge.currency,
    source: charge.id,
    fee: feeOf(type, amount),
    type: type === 'us_bank_account' ? 'payment' : 'charge',
    reporting_category: 'charge',
  })
  charge.balance_transaction = transaction.id
}

/**
 * Books a charge on the balance a moment after it succeeded, as Stripe does by default (`automatic_async`): `charge.succeeded` has
 * no balance transaction yet, `charge.updated` brings it.
 */
export function bookAfterSuccess(context: Context, charge: Charge): void {
  bookOnBalance(context, charge, charge.amount_captured)
  emit(context, 'charge.updated', charge, { balance_transaction: null })
}
