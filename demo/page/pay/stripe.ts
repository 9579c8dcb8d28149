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
  return {
    async pay(invoice) {
      const { error: incomplete } = await elements.submit()
      if (incomplete !== undefined) return incomplete.message ?? NOT_TAKEN
      const response = await fetch(`/demo/pay?${new URLSearchParams({ invoice })}`, { method: 'POST' })
      if (!response.ok) return NOT_TAKEN
      const { clientSecret } = Begun.parse(await response.json())
      const { error } = await stripe.confirmPayment({
        elements,
        clientSecret,
        confirmParams: { return_url: location.href },
        redirect: 'if_required',
      })
      return error === undefined ? null : (error.message ?? NOT_TAKEN)
    },
  }
}
