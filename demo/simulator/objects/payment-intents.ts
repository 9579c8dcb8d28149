import { invalid, missing } from '../errors.ts'
import type { Account, PaymentIntent } from '../state.ts'
import { type Context, seconds } from '../world.ts'
import { mustBeAmountOf } from './charges.ts'
import { emit } from './events.ts'
import { type Means, testMethod } from './payment-methods.ts'

export interface NewIntent {
  readonly amount: number
  readonly currency: string
  readonly captureMethod?: PaymentIntent['capture_method'] | undefined
  readonly methodTypes?: readonly string[] | undefined
  readonly metadata?: Readonly<Record<string, string>> | undefined
  readonly description?: string | undefined
  readonly receiptEmail?: string | undefined
  /** Unix seconds; now unless given. */
  readonly created?: number | undefined
}

export function addIntent(context: Context, wanted: NewIntent): PaymentIntent {
  const { world, account } = context
  mustBeAmountOf(wanted.currency, wanted.amount)
  const id = world.ids('pi')
  const intent = {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: wanted.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: wanted.captureMethod ?? 'automatic_async',
    client_secret: `${id}_secret_${world.ids('s').slice(2)}`,
    confirmation_method: 'automatic',
    created: wanted.created ?? seconds(world.clock()),
    currency: wanted.currency,
    customer: null,
    customer_account: null,
    description: wanted.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: { ...wanted.metadata },
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: [...(wanted.methodTypes ?? ['card'])],
    payment_record: null,
    processing: null,
    receipt_email: wanted.receiptEmail ?? null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  } satisfies PaymentIntent
  account.paymentIntents.set(id, intent)
  emit(context, 'payment_intent.created', intent)
  return intent
}

export function intentOf(account: Account, id: string, param = 'intent'): PaymentIntent {
  const intent = account.paymentIntents.get(id)
  if (intent === undefined) throw missing('payment_intent', id, param)
  return intent
}

export function meansOf(id: string): Means {
  const means = testMethod(id)
  if (means === undefined) throw missing('PaymentMethod', id, 'payment_method')
  return means
}

/**
 * Cancels an intent. Releasing its authorisation is no refund (see `capture`): the charge stays uncaptured with
 * `amount_captured` 0 and `refunded` false, and only `payment_intent.canceled` is sent.
 */
export function cancel(context: Context, intent: PaymentIntent, reason: PaymentIntent['cancellation_reason']): void {
  mustBe(intent, ['requires_payment_method', 'requires_confirmation', 'requires_action', 'requires_capture'], 'cancel')
  intent.status = 'canceled'
  intent.cancellation_reason = reason
  intent.canceled_at = seconds(context.world.clock())
  intent.amount_capturable = 0
  emit(context, 'payment_intent.canceled', intent)
}

/** Refuses to `verb` an intent that is in none of these statuses. */
export function mustBe(intent: PaymentIntent, statuses: readonly PaymentIntent['status'][], verb: string): void {
  if (statuses.includes(intent.status)) return
  throw invalid(`You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`, {
    code: 'payment_intent_unexpected_state',
  })
}
