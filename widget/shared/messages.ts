import type { Method, RefundReason } from '../../server/contract/fields.ts'
import type { Problem } from '../../server/contract/problems.ts'
import { problem } from './problem-messages.ts'
import { byCode } from './by-code.ts'
import { ltr } from './isolate.ts'

/** A span of time as a reader counts it. */
export interface Span {
  readonly days: number
  readonly hours: number
  readonly minutes: number
}

/** What is said in more than one place. */
export interface CommonMessages {
  readonly retry: string
  readonly dismiss: string
  readonly cancel: string
  readonly close: string
  readonly dialogFailed: string
  /** Who sees a note. */
  readonly noteHint: string
  readonly offline: string
  readonly slow: string
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
  readonly amount: {
    readonly empty: string
    notANumber(example: string): string
    otherCurrency(name: string): string
    ambiguous(one: string, other: string): string
    tooManyDecimals(decimals: number): string
    readonly lastDecimalNotZero: string
    readonly tooLarge: string
    readonly notPositive: string
    overRefundable(cap: string): string
    overLimit(cap: string): string
    overPayout(cap: string): string
  }
  /** Why a dialog did not do what a key, a press or a scan would have done. */
  readonly refusals: Readonly<Record<'amount_put_back' | 'nothing_done' | 'just_changed', string>>
  /** The invoice of a dialog, with its customer where that is known. */
  invoice(customer: string | null, number: string): string
  /** Read between a sum and what it will be. */
  readonly becomes: string
  /** Points the way that the language is read. */
  readonly arrow: string
  /** By what an administrator finds the call in the server’s log. */
  quote(requestId: string): string
  /** Why the server refused a request; `refundable` is written out where the problem carries it. */
  problem(problem: Problem, refundable: string | null): string
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
  cancel: 'Cancel',
  close: 'Close',
  noteHint: 'Only your team sees this.',
  dialogFailed: 'The dialog could not be loaded. Check your connection and try again.',
  slow: 'This is taking longer than usual. Nothing is done twice.',
  offline: 'You are offline, so nothing was sent and nothing was done. Try again once you are back online.',
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
  amount: {
    empty: 'Enter an amount.',
    notANumber: (example) => ltr`Enter an amount in figures, such as ${example}.`,
    otherCurrency: (name) => ltr`Enter an amount in ${name}.`,
    ambiguous: (one, other) => ltr`This can be read in two ways. Enter ${one} or ${other}.`,
    tooManyDecimals: (decimals) => (decimals <= 0 ? 'Enter a whole amount.' : ltr`Enter at most ${decimals} decimals.`),
    lastDecimalNotZero: 'The last decimal must be 0.',
    tooLarge: 'This amount is too large.',
    notPositive: 'Enter an amount above zero.',
    overRefundable: (cap) => ltr`At most ${cap} can be refunded.`,
    overLimit: (cap) => ltr`You can refund at most ${cap} here today. A manager can refund more.`,
    overPayout: (cap) => ltr`At most ${cap} can still be paid out.`,
  },
  refusals: {
    amount_put_back: 'That looked like a barcode scanner, so the amount was put back.',
    nothing_done: 'That looked like a barcode scanner, so nothing was done.',
    just_changed: 'This changed a moment ago, so nothing was done. Read what changed, then press again.',
  },
  invoice: (customer, number) => (customer === null ? ltr`Invoice ${number}` : ltr`${customer} · Invoice ${number}`),
  quote: (id) => ltr`If it goes on, give your administrator this number: ${id}`,
  becomes: 'becomes',
  arrow: '→',
  problem,
}
