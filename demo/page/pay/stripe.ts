/** Stripe's own Payment Element: the card is typed into Stripe's frame and never passes through the shop. */
import { loadStripe } from '@stripe/stripe-js/pure'
import * as z from 'zod/mini'
import type { Due } from '../../shop/facts.ts'
import { NOT_TAKEN } from './simulated.ts'

export interface PaymentElement {
  /** Pays; answers what went wrong in words for the customer, or null. */
  pay(invoice: string): Promise<string | null>
}

const Begun = z.object({ clientSecret: z.string() })

/** Into `#payment-element`. The payment intent is made only when the customer pays. */
export async function mountPaymentElement(publishableKey: string, { amount, currency }: Due): Promise<PaymentElement> {
  const stripe = await loadStripe(publishableKey)
  if (stripe === null) throw new Error('Stripe.js needs a browser.')
  const elements = stripe.elements({ mode: 'payment', amount, currency })
  elements.create('payment').mount('#payment-element')
  // One payment intent for all attempts: where Stripe took the payment and its answer was lost, the next finds it taken.
  let secret: string | null = null
  return {
    async pay(invoice) {
      const { error: incomplete } = await elements.submit()
      if (incomplete !== undefined) return incomplete.message ?? NOT_TAKEN
      secret ??= await begin(invoice)
      if (secret === null) return NOT_TAKEN
      const { error } = await stripe.confirmPayment({
        elements,
        clientSecret: secret,
        confirmParams: { return_url: location.href },
        redirect: 'if_required',
      })
      if (error === undefined || error.payment_intent?.status === 'succeeded') return null
      return error.message ?? NOT_TAKEN
    },
  }
}

/** The client secret of a payment intent over what is due. */
async function begin(invoice: string): Promise<string | null> {
  const response = await fetch(`/demo/pay?${new URLSearchParams({ invoice })}`, { method: 'POST' })
  return response.ok ? Begun.parse(await response.json()).clientSecret : null
}
