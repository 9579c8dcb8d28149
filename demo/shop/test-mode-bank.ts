/** Stripe's own test mode: test cards pay, and what only banks do is left to Stripe's dashboard and the Stripe CLI. */
import Stripe from 'stripe'
import type { Bank } from './bank.ts'

const TEST_CARDS: Readonly<Record<string, string>> = { visa: 'pm_card_visa', mastercard: 'pm_card_mastercard', amex: 'pm_card_amex' }

export interface TestModeOptions {
  readonly secretKey: string
  /** Null is Stripe's own. */
  readonly apiUrl: string | null
}

export function openStripe({ secretKey, apiUrl }: TestModeOptions): Stripe {
  return new Stripe(secretKey, apiUrl === null ? {} : addressOf(new URL(apiUrl)))
}

export function createTestModeBank(stripe: Stripe): Bank {
  return {
    async pay(step, { invoice, amount, currency, card }) {
      const intent = await stripe.paymentIntents.create(
        {
          amount,
          currency,
          payment_method: TEST_CARDS[card?.brand ?? 'visa'] ?? 'pm_card_visa',
          automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
          confirm: true,
          metadata: { jeweltrak_invoice: invoice },
        },
        // Two starts within a day are one payment.
        { idempotencyKey: `jeweltrak-demo-${step}` },
      )
      const charge = typeof intent.latest_charge === 'string' ? intent.latest_charge : intent.latest_charge?.id
      if (charge === undefined) throw new Error(`Stripe took no payment for ${step}: it is ${intent.status}.`)
      return { charge, method: 'stripe_link' }
    },
  }
}

function addressOf({ protocol, hostname, port }: URL): Stripe.StripeConfig {
  const http = protocol === 'http:'
  return { protocol: http ? 'http' : 'https', host: hostname, port: port === '' ? (http ? 80 : 443) : Number(port) }
}
