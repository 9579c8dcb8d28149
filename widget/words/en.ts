import type { Span, Words } from './words.ts'
import { attention, dispute } from './en-disputes.ts'
import { problem } from './en-problems.ts'
import { amount, record, refund, remove, scanned } from './en-dialogs.ts'
import { failureReason, pendingReason, reference, viaWords } from './en-rows.ts'

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`

function ago({ days, hours, minutes }: Span): string {
  if (days > 0) return `${count(days, 'day', 'days')} ago`
  if (hours > 0) return `${hours} h ago`
  return minutes > 0 ? `${minutes} min ago` : 'just now'
}

function left({ days, hours, minutes }: Span): string {
  if (days >= 3) return `${days} days left`
  if (days > 0) return `${count(days, 'day', 'days')} ${count(hours, 'hour', 'hours')} left`
  if (hours > 0) return `${count(hours, 'hour', 'hours')} ${minutes} min left`
  return `${Math.max(1, minutes)} min left`
}

/** English. */
export const en: Words = {
  payments: 'Payments',
  facts: { total: 'Total', paid: 'Paid', balanceDue: 'Balance Due' },
  columns: { date: 'Date', method: 'Method', details: 'Details', status: 'Status', amount: 'Amount', action: 'Action' },
  empty: {
    title: 'No payments yet',
    text: 'Payments appear here as they come in, and you can record cash, checks, store credit and gift cards.',
  },
  loading: 'Loading payments…',
  retry: 'Try again',
  dismiss: 'Dismiss',
  cancel: 'Cancel',
  close: 'Close',
  loadErrors: {
    session_failed: {
      title: 'Payments can’t be shown',
      text: 'This page could not sign in to payments. Reload the page; if that doesn’t help, sign in again.',
    },
    unauthenticated: { title: 'Payments can’t be shown', text: 'Your sign-in to payments has expired. Reload the page.' },
    forbidden: {
      title: 'Payments can’t be shown here',
      text: 'You don’t have access to this invoice’s payments, or this page isn’t allowed to show them.',
    },
    not_found: { title: 'No such invoice', text: 'Payments don’t know this invoice yet. Save the invoice, then try again.' },
    unavailable: { title: 'Payments can’t be reached', text: 'Check your connection, then try again. Nothing was changed.' },
  },
  connection: {
    reconnecting: 'Reconnecting… What you see may be out of date.',
    reading: 'Live updates are paused. Checking for changes every few seconds.',
  },
  voided: 'This invoice is voided and takes no more payments.',

  sync: {
    now: 'Sync now',
    checking: 'Checking with Stripe…',
    never: 'Not checked with Stripe yet',
    matches: (when) => `Matches Stripe, checked ${when}`,
    more: (difference, when) => `Stripe has ${difference} more than these books, checked ${when}`,
    less: (difference, when) => `Stripe has ${difference} less than these books, checked ${when}`,
    differs: (when) => `Doesn’t match Stripe yet, checked ${when}`,
    failed: 'Stripe could not be checked. Try again in a moment.',
  },
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
  brands: {
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
  },
  cardEnding: (last4) => `ending in ${last4}`,
  by: (name, via) => (via === 'stripe_dashboard' ? `${name}, in Stripe` : name),
  via: viaWords,

  status: {
    payment: {
      succeeded: 'Paid',
      processing: 'Processing',
      pending: 'Pending',
      requires_action: 'Needs action',
      failed: 'Failed',
      canceled: 'Canceled',
    },
    refund: {
      succeeded: 'Refunded',
      processing: 'Checking with Stripe…',
      pending: 'Pending',
      requires_action: 'Needs action',
      failed: 'Failed',
      canceled: 'Canceled',
    },
    paidOut: 'Paid out',
    partlyRefunded: 'Partly refunded',
  },
  blockedBy: {
    fully_refunded: 'Fully refunded',
    paid_out: 'Paid out another way',
    dispute_lost: 'Lost to a dispute',
    refund_pending: 'Refund underway',
    disputed: 'No refund while disputed',
    requires_reader: 'Refund at the card reader',
    stripe_key_refused: 'No refund: Stripe does not accept the key',
  },
  refundReasons: { requested_by_customer: 'Requested by customer', duplicate: 'Duplicate', fraudulent: 'Fraudulent' },
  pendingReason,
  requiresAction: 'The customer has to act on Stripe’s email before the money can reach them.',
  failureReason,
  canceledRefund: 'The refund was canceled. No money went out.',
  reference,
  replaces: (date) => `In place of the refund of ${date}`,
  paidPart: (method, sum) => `${method} ${sum}`,
  paidAnotherWay: (parts) => `Paid another way: ${parts.join(', ')}`,
  paidInPart: (parts, of) => `${parts.join(' and ')} of ${of}`,
  refunded: (sum) => `${sum} refunded`,
  lostToDispute: (sum) => `${sum} lost to a dispute`,

  actions: {
    refund: 'Refund',
    remove: 'Remove',
    payAnotherWay: 'Pay another way',
    payRest: 'Pay the rest',
    recordPayment: '+ Record Payment',
  },
  actionNames: {
    refund: (sum, date) => `Refund, payment of ${sum} on ${date}`,
    remove: (method, sum, date) => `Remove, ${method} ${sum} on ${date}`,
    payAnotherWay: (sum, date) => `Pay another way, refund of ${sum} on ${date}`,
    payRest: (rest, sum, date) => `Pay the rest another way, ${rest} of the refund of ${sum} on ${date}`,
  },

  dispute,
  attention,
  since: (date) => `since ${date}`,
  amount,
  refund,
  record,
  remove,
  scanned,
  problem,
  dialogFailed: 'The dialog could not be loaded. Check your connection and try again.',
}
