import type { Stripe } from 'stripe'
import type { RefundOutcome } from '../faults.ts'

export type MethodType = 'card' | 'card_present' | 'interac_present' | 'us_bank_account'

/** How a charge is paid. */
export interface Means {
  readonly id: string
  readonly type: MethodType
  readonly brand: string
  readonly last4: string
  /** Set when the bank says no. */
  readonly declineCode?: string
  /** What its refunds turn out to be, when that is not success. */
  readonly refundOutcome?: RefundOutcome
}

const card = (id: string, brand: string, last4: string, rest: Partial<Means> = {}): Means => ({
  id,
  type: 'card',
  brand,
  last4,
  ...rest,
})

const catalogue: readonly Means[] = [
  card('pm_card_visa', 'visa', '4242'),
  card('pm_card_mastercard', 'mastercard', '4444'),
  card('pm_card_amex', 'amex', '8431'),
  card('pm_card_discover', 'discover', '9424'),
  card('pm_card_chargeDeclined', 'visa', '0002', { declineCode: 'generic_decline' }),
  card('pm_card_chargeDeclinedInsufficientFunds', 'visa', '9995', { declineCode: 'insufficient_funds' }),
  card('pm_card_pendingRefund', 'visa', '7726', { refundOutcome: 'pending' }),
  card('pm_card_refundFail', 'visa', '5126', { refundOutcome: 'failed_later' }),
  { id: 'pm_card_present', type: 'card_present', brand: 'visa', last4: '4242' },
  { id: 'pm_interac_present', type: 'interac_present', brand: 'interac', last4: '1933' },
  { id: 'pm_usBankAccount_success', type: 'us_bank_account', brand: 'bank', last4: '6789' },
]

/** One of Stripe's test payment methods, by its id. */
export function testMethod(id: string): Means | undefined {
  return catalogue.find((means) => means.id === id)
}

/** The test payment method to use for a kind of payment. */
export function defaultMeans(type: MethodType): Means {
  const means = catalogue.find((candidate) => candidate.type === type)
  if (means === undefined) throw new Error(`no test payment method of type ${type}`)
  return means
}

const cardFacts = {
  country: 'US',
  exp_month: 12,
  exp_year: 2034,
  fingerprint: 'fp_simulated',
  funding: 'credit',
  network_transaction_id: null,
}

const present = {
  ...cardFacts,
  cardholder_name: null,
  emv_auth_data: null,
  generated_card: null,
  preferred_locales: ['en'],
  read_method: 'contactless_emv',
  receipt: null,
}

/** How Stripe shows it on a charge. `amount` in minor units is what was authorised. */
export function detailsOf(means: Means, amount: number): Stripe.Charge.PaymentMethodDetails {
  const { type, brand, last4 } = means
  const shown = { ...cardFacts, brand, last4, network: brand }
  switch (type) {
    case 'card':
      return {
        type,
        card: {
          ...shown,
          amount_authorized: amount,
          authorization_code: null,
          checks: { address_line1_check: null, address_postal_code_check: 'pass', cvc_check: 'pass' },
          electronic_commerce_indicator: null,
          installments: null,
          mandate: null,
          regulated_status: 'unregulated',
          three_d_secure: null,
          transaction_link_id: null,
          wallet: null,
        },
      }
    case 'card_present':
      return {
        type,
        card_present: {
          ...present,
          ...shown,
          amount_authorized: amount,
          brand_product: null,
          incremental_authorization_supported: false,
          offline: null,
          overcapture_supported: false,
        },
      }
    case 'interac_present':
      return { type, interac_present: { ...present, ...shown, country: 'CA', funding: 'debit' } }
    case 'us_bank_account':
      return {
        type,
        us_bank_account: {
          account_holder_type: 'individual',
          account_type: 'checking',
          bank_name: 'STRIPE TEST BANK',
          fingerprint: 'fp_simulated',
          last4,
          payment_reference: null,
          routing_number: '110000000',
        },
      }
  }
}

/** Stripe's fee in minor units: 2.9% + 30 online, 2.7% + 5 by card reader, 15 for Interac, 0.8% (500 at most) by bank debit. */
export function feeOf(type: MethodType, amount: number): number {
  switch (type) {
    case 'card':
      return Math.round(amount * 0.029) + 30
    case 'card_present':
      return Math.round(amount * 0.027) + 5
    case 'interac_present':
      return 15
    case 'us_bank_account':
      return Math.min(500, Math.round(amount * 0.008))
  }
}
