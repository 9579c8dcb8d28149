/** How a customer pays an invoice on the shop's pay page: at the simulated Stripe, or through Stripe's own Payment Element. */
import type Stripe from 'stripe'
import { createControls } from './controls.ts'

/** What is to be paid, in minor units. */
export interface Bill {
  readonly invoice: string
  readonly amount: number
  readonly currency: string
}

export type TestCard = 'visa' | 'mastercard' | 'declined'

export type Till =
  | { readonly kind: 'simulated'; pay(bill: Bill, card: TestCard): Promise<void> }
  /** `begin` answers the client secret that the Payment Element confirms. */
  | { readonly kind: 'stripe'; readonly publishableKey: string; begin(bill: Bill): Promise<string> }
  /** Stripe's test mode without a publishable key: nothing can be shown to a customer. */
  | { readonly kind: 'closed' }

export function simulatedTill(url: string): Till {
  const controls = createControls(url)
  return {
    kind: 'simulated',
    async pay(bill, card) {
      const means = card === 'declined' ? { declined: true } : { card: { brand: card, last4: card === 'visa' ? '4242' : '4444' } }
      await controls.pay({ ...bill, via: 'payment_link', ...means })
    },
  }
}

export function stripeTill(stripe: Stripe, publishableKey: string | null): Till {
  if (publishableKey === null) return { kind: 'closed' }
  return {
    kind: 'stripe',
    publishableKey,
    async begin({ invoice, amount, currency }) {
      const intent = await stripe.paymentIntents.create({
        amount,
        currency,
        automatic_payment_methods: { enabled: true },
        metadata: { jeweltrak_invoice: invoice },
      })
      if (intent.client_secret === null) throw new Error('Stripe gave no client secret.')
      return intent.client_secret
    },
  }
}
