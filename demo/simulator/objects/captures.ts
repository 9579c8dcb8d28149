import { invalid } from '../errors.ts'
import type { Charge, PaymentIntent } from '../state.ts'
import type { Context } from '../world.ts'
import { bookOnBalance, chargeOf } from './charges.ts'
import { emit } from './events.ts'
import { mustBe } from './payment-intents.ts'

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
