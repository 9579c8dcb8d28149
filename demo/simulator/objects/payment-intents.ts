import { StripeRefusal, invalid, missing } from '../errors.ts'
import type { Account, Charge, PaymentIntent } from '../state.ts'
import { type Context, seconds } from '../world.ts'
import { type Payer, addCharge, chargeOf, mustBeAmountOf, bookAfterSuccess, bookOnBalance } from './charges.ts'
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

/** The payer pays: the intent's charge succeeds, is authorised (manual capture), waits for the bank, or is declined. */
export function pay(context: Context, intent: PaymentIntent, means: Means, payer: Payer = {}): Charge {
  mustBe(intent, ['requires_payment_method', 'requires_confirmation'], 'confirm')
  const charge = addCharge(context, intent, means, payer, intent.created)
  intent.latest_charge = charge.id
  intent.payment_method = means.id
  if (means.declineCode !== undefined) decline(context, intent, charge, means.declineCode)
  else if (means.type === 'us_bank_account') waitForBank(context, intent, charge)
  else if (intent.capture_method === 'manual') authorise(context, intent, charge)
  else succeed(context, intent, charge)
  return charge
}

function decline(context: Context, intent: PaymentIntent, charge: Charge, declineCode: string): void {
  Object.assign(charge, {
    status: 'failed',
    paid: false,
    failure_code: 'card_declined',
    failure_message: 'Your card was declined.',
  } satisfies Partial<Charge>)
  intent.status = 'requires_payment_method'
  intent.last_payment_error = {
    type: 'card_error',
    code: 'card_declined',
    decline_code: declineCode,
    message: 'Your card was declined.',
    charge: charge.id,
  }
  emit(context, 'charge.failed', charge)
  emit(context, 'payment_intent.payment_failed', intent)
}

function waitForBank(context: Context, intent: PaymentIntent, charge: Charge): void {
  charge.status = 'pending'
  charge.paid = false
  intent.status = 'processing'
  emit(context, 'charge.pending', charge)
  emit(context, 'payment_intent.processing', intent)
}

function authorise(context: Context, intent: PaymentIntent, charge: Charge): void {
  intent.status = 'requires_capture'
  intent.amount_capturable = intent.amount
  emit(context, 'charge.succeeded', charge)
  emit(context, 'payment_intent.amount_capturable_updated', intent)
}

function succeed(context: Context, intent: PaymentIntent, charge: Charge): void {
  charge.status = 'succeeded'
  charge.paid = true
  charge.captured = true
  charge.amount_captured = charge.amount
  intent.status = 'succeeded'
  intent.amount_received = charge.amount
  emit(context, 'charge.succeeded', charge)
  emit(context, 'payment_intent.succeeded', intent)
  bookAfterSuccess(context, charge)
}

/** The 402 that Stripe answers when the bank has declined this charge. */
export function declined(charge: Charge, intent: PaymentIntent): StripeRefusal {
  return new StripeRefusal(402, charge.failure_message ?? 'Your card was declined.', {
    type: 'card_error',
    code: 'card_declined',
    ...(intent.last_payment_error?.decline_code !== undefined && { declineCode: intent.last_payment_error.decline_code }),
    charge: charge.id,
  })
}

/** The bank answers for a debit that was under way. */
export function answerDebit(context: Context, charge: Charge, succeeded: boolean): void {
  if (charge.status !== 'pending') throw invalid(`Charge ${charge.id} is ${charge.status}, not pending.`)
  const intent = intentOf(context.account, charge.payment_intent ?? '')
  if (succeeded) succeed(context, intent, charge)
  else decline(context, intent, charge, 'insufficient_funds')
}

export interface Capture {
  /** Minor units; all that is left to capture unless given, and nothing only with `final`. */
  readonly amount?: number | undefined
  /** False: more will be captured of the authorisation (docs.stripe.com/payments/multicapture). */
  readonly final?: boolean | undefined
  /** Whether it may be more than was authorised (docs.stripe.com/payments/overcapture). */
  readonly over?: boolean | undefined
}

/**
 * Captures an authorisation, whole or in part, at once or several times. Each capture has a balance transaction and sends
 * `charge.updated`; the final one sends `charge.captured` and makes the charge `captured`. The rest is released. Since API
 * 2025-03-31.basil a release is no refund: `amount_refunded` stays and no `charge.refunded` is sent
 * (docs.stripe.com/changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow).
 */
export function capture(context: Context, intent: PaymentIntent, { amount, final = true, over = false }: Capture = {}): Charge {
  mustBe(intent, ['requires_capture'], 'capture')
  const charge = chargeOf(context.account, intent.latest_charge ?? '')
  const captured = amount ?? intent.amount_capturable
  if (captured > intent.amount_capturable && !over) {
    throw invalid(`The amount_to_capture (${captured}) is greater than the amount capturable (${intent.amount_capturable}).`, {
      code: 'amount_too_large',
      param: 'amount_to_capture',
    })
  }
  const before = { amount_captured: charge.amount_captured, balance_transaction: charge.balance_transaction }
  charge.captured = final
  charge.amount_captured += captured
  if (captured > 0) bookOnBalance(context, charge, captured)
  intent.amount_received = charge.amount_captured
  intent.amount_capturable = final ? 0 : Math.max(0, intent.amount_capturable - captured)
  if (!final) {
    emit(context, 'charge.updated', charge, before)
    emit(context, 'payment_intent.amount_capturable_updated', intent)
    return charge
  }
  intent.status = 'succeeded'
  emit(context, 'charge.captured', charge)
  emit(context, 'payment_intent.succeeded', intent)
  return charge
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

function mustBe(intent: PaymentIntent, statuses: readonly PaymentIntent['status'][], verb: string): void {
  if (statuses.includes(intent.status)) return
  throw invalid(`You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`, {
    code: 'payment_intent_unexpected_state',
  })
}
