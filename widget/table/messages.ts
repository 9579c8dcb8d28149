import type { Via } from '../../server/contract/fields.ts'
import type { BlockedBy, PaymentStatus } from '../../server/contract/tab.ts'

/** What is said in the table of payments. */
export interface TableMessages {
  readonly payments: string
  readonly columns: {
    readonly date: string
    readonly method: string
    readonly details: string
    readonly status: string
    readonly amount: string
    readonly action: string
  }
  readonly empty: { readonly title: string; readonly text: string }
  readonly loading: string
  by(name: string, via: Via): string
  via(via: Via): string
  readonly status: {
    readonly payment: Readonly<Record<PaymentStatus, string>>
    readonly refund: Readonly<Record<PaymentStatus, string>>
    readonly paidOut: string
    readonly partlyRefunded: string
  }
  readonly blockedBy: Readonly<Record<Exclude<BlockedBy, 'permission'>, string>>
  /** Why a refund is pending at Stripe, by Stripe's `pending_reason`; null for one that is not known. */
  pendingReason(reason: string | null): string
  readonly requiresAction: string
  readonly canceledRefund: string
  /** The bank's reference of a refund, by the type that Stripe gives it. */
  reference(type: string | null, value: string): string
  replaces(date: string): string
  paidPart(method: string, amount: string): string
  paidAnotherWay(parts: readonly string[]): string
  paidInPart(parts: readonly string[], of: string): string
  refunded(amount: string): string
  lostToDispute(amount: string): string
  readonly offer: string
  readonly actions: {
    readonly refund: string
    readonly remove: string
    readonly payAnotherWay: string
    readonly payRest: string
    record(amount: string): string
  }
  /** The accessible names of a row's action. */
  readonly actionNames: {
    refund(amount: string, date: string): string
    remove(method: string, amount: string, date: string): string
    payAnotherWay(amount: string, date: string): string
    payRest(rest: string, amount: string, date: string): string
    record(amount: string, refund: string): string
  }
}

const via: TableMessages['via'] = (via) => {
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
const pendingReason: TableMessages['pendingReason'] = (reason) => {
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

/** By the type of the bank's reference. */
const reference: TableMessages['reference'] = (type, value) => {
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

/** English. */
export const table: TableMessages = {
  payments: 'Payments',
  columns: { date: 'Date', method: 'Method', details: 'Details', status: 'Status', amount: 'Amount', action: 'Action' },
  empty: {
    title: 'No payments yet',
    text: 'Payments appear here as they come in, and you can record cash, checks, store credit and gift cards.',
  },
  loading: 'Loading payments…',
  by: (name, via) => (via === 'stripe_dashboard' ? `${name}, in Stripe` : name),
  via,
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
  pendingReason,
  requiresAction: 'The customer has to act on Stripe’s email before the money can reach them.',
  canceledRefund: 'The refund was canceled. No money went out.',
  reference,
  replaces: (date) => `In place of the refund of ${date}`,
  paidPart: (method, sum) => `${method} ${sum}`,
  paidAnotherWay: (parts) => `Paid another way: ${parts.join(', ')}`,
  paidInPart: (parts, of) => `${parts.join(' and ')} of ${of}`,
  refunded: (sum) => `${sum} refunded`,
  offer: 'Is the customer paying another way?',
  lostToDispute: (sum) => `${sum} lost to a dispute`,
  actions: {
    refund: 'Refund',
    remove: 'Remove',
    payAnotherWay: 'Pay another way',
    payRest: 'Pay the rest',
    record: (sum) => `+ Record ${sum}`,
  },
  actionNames: {
    refund: (sum, date) => `Refund, payment of ${sum} on ${date}`,
    remove: (method, sum, date) => `Remove, ${method} ${sum} on ${date}`,
    payAnotherWay: (sum, date) => `Pay another way, refund of ${sum} on ${date}`,
    record: (sum, refund) => `Record a payment of ${sum} by another method, after the refund of ${refund}`,
    payRest: (rest, sum, date) => `Pay the rest another way, ${rest} of the refund of ${sum} on ${date}`,
  },
}
