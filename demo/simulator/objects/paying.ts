/** What a payer's paying makes of an intent and its charge. */
import { StripeRefusal, invalid } from '../errors.ts'
import type { Charge, PaymentIntent } from '../state.ts'
import type { Context } from '../world.ts'
import { type Payer, addCharge, bookAfterSuccess } from './charges.ts'
import { emit } from './events.ts'
import { intentOf, mustBe } from './payment-intents.ts'
import type { Means } from './payment-methods.ts'

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
