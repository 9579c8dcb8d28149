import type { Words } from './words.ts'

export const viaWords: Words['via'] = (via) => {
  switch (via) {
    case 'stripe':
      return 'Stripe'
    case 'stripe_dashboard':
      return 'In Stripe'
    case 'host':
      return 'Store system'
    case 'widget':
      return 'Staff'
  }
}

/** By Stripe's `pending_reason` of a refund. */
export const pendingReason: Words['pendingReason'] = (reason) => {
  switch (reason) {
    case 'insufficient_funds':
      return 'The Stripe balance is too low for this refund. Top up the Stripe balance and it goes out by itself.'
    case 'charge_pending':
      return 'It goes out once the original payment has cleared.'
    case 'processing':
      return 'Stripe has sent it. The bank is working on it.'
    default:
      return 'Stripe is working on it.'
  }
}

/** By Stripe's `failure_reason` of a refund. */
export const failureReason: Words['failureReason'] = (reason) => {
  switch (reason) {
    case 'charge_for_pending_refund_disputed':
      return 'The customer disputed the payment while the refund was pending. The dispute decides now.'
    case 'declined':
      return 'The customer’s bank declined the refund.'
    case 'expired_or_canceled_card':
      return 'The customer’s card has expired or was canceled.'
    case 'insufficient_funds':
      return 'The Stripe balance was too low for too long. Top up the Stripe balance, then refund again.'
    case 'lost_or_stolen_card':
      return 'The customer’s card was reported lost or stolen.'
    case 'merchant_request':
      return 'The refund was stopped at the shop’s request.'
    default:
      return 'The customer’s bank could not take the refund and gave no reason.'
  }
}

/** By the type of the bank's reference. */
export const reference: Words['reference'] = (type, value) => {
  switch (type) {
    case 'acquirer_reference_number':
      return `Bank reference (ARN) ${value}`
    case 'system_trace_audit_number':
      return `Bank reference (STAN) ${value}`
    case 'retrieval_reference_number':
      return `Bank reference (RRN) ${value}`
    default:
      return `Bank reference ${value}`
  }
}
