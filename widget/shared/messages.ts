import type { Method, RefundReason } from '../../server/contract/fields.ts'
import { byCode } from './by-code.ts'
import { ltr } from './isolate.ts'

/** A span of time as a reader counts it. */
export interface Span {
  readonly days: number
  readonly hours: number
  readonly minutes: number
}

/** What is said in more than one place of the first view. */
export interface CommonMessages {
  readonly retry: string
  readonly dismiss: string
  readonly dialogFailed: string
  /** How long ago: `checked 2 min ago` takes `2 min ago`. */
  ago(span: Span): string
  /** How long until. */
  left(span: Span): string
  readonly methods: Readonly<Record<Method, string>>
  readonly brands: Readonly<Record<string, string>>
  cardEnding(last4: string): string
  readonly refundReasons: Readonly<Record<RefundReason, string>>
  /** Why a refund failed, by Stripe's `failure_reason`; null for one that is not known. */
  failureReason(reason: string | null): string
  /** An invoice, with its customer where that is known. */
  invoice(customer: string | null, number: string): string
  /** By what an administrator finds the call in the server’s log. */
  quote(requestId: string): string
}

const counted = (number: number, one: string, many: string): string => ltr`${number} ${number === 1 ? one : many}`

function ago({ days, hours, minutes }: Span): string {
  if (days > 0) return ltr`${counted(days, 'day', 'days')} ago`
  if (hours > 0) return ltr`${hours} h ago`
  return minutes > 0 ? ltr`${minutes} min ago` : 'just now'
}

function left({ days, hours, minutes }: Span): string {
  if (days >= 3) return ltr`${days} days left`
  if (days > 0) return ltr`${counted(days, 'day', 'days')} ${counted(hours, 'hour', 'hours')} left`
  if (hours > 0) return ltr`${counted(hours, 'hour', 'hours')} ${minutes} min left`
  return ltr`${Math.max(1, minutes)} min left`
}

/** By Stripe's `failure_reason` of a refund. */
const FAILURES = {
  charge_for_pending_refund_disputed: 'The customer disputed the payment while the refund was pending. The dispute decides now.',
  declined: 'The customer’s bank declined the refund.',
  expired_or_canceled_card: 'The customer’s card has expired or was canceled.',
  insufficient_funds: 'The Stripe balance was too low for too long. Top up the Stripe balance, then refund again.',
  lost_or_stolen_card: 'The customer’s card was reported lost or stolen.',
  merchant_request: 'The refund was stopped at the shop’s request.',
}
export type Failures = Readonly<Record<keyof typeof FAILURES, string>>

/** Card brands are called the same in every language. */
export const brands: CommonMessages['brands'] = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
  interac: 'Interac',
  eftpos_au: 'eftpos',
  cartes_bancaires: 'Cartes Bancaires',
  link: 'Link',
}

/** English. */
export const common: CommonMessages = {
  retry: 'Try again',
  dismiss: 'Dismiss',
  dialogFailed: 'The dialog could not be loaded. Check your connection and try again.',
  ago,
  left,
  methods: {
    stripe_link: 'Stripe payment link',
    stripe_terminal: 'Stripe card reader',
    stripe_refund: 'Stripe refund',
    cash: 'Cash',
    check: 'Check',
    store_credit: 'Store credit',
    gift_card: 'Gift card',
  },
  brands,
  cardEnding: (last4) => ltr`ending in ${last4}`,
  refundReasons: { requested_by_customer: 'Requested by customer', duplicate: 'Duplicate', fraudulent: 'Fraudulent' },
  failureReason: byCode(FAILURES, 'The customer’s bank could not take the refund and gave no reason.'),
  invoice: (customer, number) => (customer === null ? ltr`Invoice ${number}` : ltr`${customer} · Invoice ${number}`),
  quote: (id) => ltr`If it goes on, give your administrator this number: ${id}`,
}
