import type { Via } from '../../server/contract/fields.ts'
import type { BlockedBy, PaymentStatus } from '../../server/contract/tab.ts'
import { byCode } from '../shared/by-code.ts'
import { ltr } from '../shared/isolate.ts'

/** What only a refund is that needs a second person. */
export type OfApproval = 'awaiting_approval' | 'declined'

/** What is said in the table of payments. */
export interface TableMessages {
  /** The accessible name of the table. */
  name(invoice: string): string
  readonly columns: {
    readonly date: string
    readonly method: string
    readonly details: string
    readonly status: string
    readonly amount: string
    readonly action: string
  }
  readonly empty: { readonly title: string; readonly text: string }
  /** Nothing is counted, and a payment in another currency waits. */
  readonly emptyButWaiting: { readonly title: string; readonly text: string }
  readonly search: {
    readonly label: string
    readonly placeholder: string
    newest(shown: number, total: number): string
    found(number: number): string
    all(total: number): string
  }
  readonly loading: string
  by(name: string, via: Via): string
  via(via: Via): string
  readonly status: {
    readonly payment: Readonly<Record<Exclude<PaymentStatus, OfApproval>, string>>
    readonly refund: Readonly<Record<Exclude<PaymentStatus, OfApproval>, string>>
    readonly paidOut: string
    readonly partlyRefunded: string
    readonly awaiting_approval: string
    /** Another person declined it, or nobody approved it in time. */
    readonly declined: string
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
  asksApproval(name: string | null, amount: string): string
  /** Null: nobody approved it in time. */
  declinedBy(name: string | null): string
  readonly actions: {
    readonly refund: string
    readonly remove: string
    readonly payAnotherWay: string
    readonly payRest: string
    readonly trace: string
    readonly review: string
    readonly withdraw: string
    record(amount: string): string
  }
  /** The accessible names of a row's action. */
  readonly actionNames: {
    refund(amount: string, date: string): string
    remove(method: string, amount: string, date: string): string
    payAnotherWay(amount: string, date: string): string
    payRest(rest: string, amount: string, date: string): string
    record(amount: string, refund: string): string
    trace(amount: string, date: string): string
    approval(action: string, amount: string, date: string): string
    thread(amount: string, date: string): string
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
const PENDING = {
  insufficient_funds: 'The Stripe balance is too low for this refund. Top up the Stripe balance and it goes out by itself.',
  charge_pending: 'It goes out once the original payment has cleared.',
  processing: 'Stripe has sent it. The bank is working on it.',
}
export type PendingReasons = Readonly<Record<keyof typeof PENDING, string>>

/** The short name of the bank's reference, by the type that Stripe gives it; empty for one that is not known. */
export const referenceName = byCode(
  { acquirer_reference_number: '(ARN) ', system_trace_audit_number: '(STAN) ', retrieval_reference_number: '(RRN) ' },
  '',
)

/** English. */
export const table: TableMessages = {
  name: (invoice) => ltr`Payments of invoice ${invoice}`,
  columns: { date: 'Date', method: 'Method', details: 'Details', status: 'Status', amount: 'Amount', action: 'Action' },
  empty: {
    title: 'No payments yet',
    text: 'Payments appear here as they come in, and you can record cash, checks, store credit and gift cards.',
  },
  emptyButWaiting: {
    title: 'No payment is counted yet',
    text: 'A payment in another currency than the invoice’s waits above for a decision.',
  },
  search: {
    label: 'Find a payment by amount, last four digits or note',
    placeholder: 'Amount, last four or note',
    newest: (shown, total) => ltr`The newest ${shown} of ${total}`,
    found: (number) => (number === 0 ? 'None found' : ltr`${number} found`),
    all: (total) => ltr`Show all ${total}`,
  },
  loading: 'Loading payments…',
  by: (name, via) => (via === 'stripe_dashboard' ? ltr`${name}, in Stripe` : name),
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
    awaiting_approval: 'Waiting for approval',
    declined: 'Not approved',
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
  pendingReason: byCode(PENDING, 'Stripe is working on it.'),
  requiresAction: 'The customer has to act on Stripe’s email before the money can reach them.',
  canceledRefund: 'The refund was canceled. No money went out.',
  reference: (type, value) => ltr`Bank reference ${referenceName(type)}${value}`,
  replaces: (date) => ltr`In place of the refund of ${date}`,
  paidPart: (method, sum) => ltr`${method} ${sum}`,
  paidAnotherWay: (parts) => ltr`Paid another way: ${parts.join(', ')}`,
  paidInPart: (parts, of) => ltr`${parts.join(' and ')} of ${of}`,
  refunded: (sum) => ltr`${sum} refunded`,
  asksApproval: (name, sum) => ltr`${name ?? 'Someone'} asks for approval to refund ${sum}.`,
  declinedBy: (name) => (name === null ? 'Nobody approved it within 7 days.' : ltr`Declined by ${name}.`),
  offer: 'Is the customer paying another way?',
  lostToDispute: (sum) => ltr`${sum} lost to a dispute`,
  actions: {
    refund: 'Refund',
    remove: 'Remove',
    payAnotherWay: 'Pay another way',
    payRest: 'Pay the rest',
    trace: 'Where is it?',
    review: 'Review',
    withdraw: 'Withdraw',
    record: (sum) => ltr`+ Record ${sum}`,
  },
  actionNames: {
    refund: (sum, date) => ltr`Refund, payment of ${sum} on ${date}`,
    remove: (method, sum, date) => ltr`Remove, ${method} ${sum} on ${date}`,
    payAnotherWay: (sum, date) => ltr`Pay another way, refund of ${sum} on ${date}`,
    approval: (action, sum, date) => ltr`${action}, refund of ${sum} on ${date}`,
    trace: (sum, date) => ltr`Where is it? Refund of ${sum} on ${date}`,
    thread: (sum, date) => ltr`History of the payment of ${sum} on ${date}`,
    record: (sum, refund) => ltr`Record a payment of ${sum} by another method, after the refund of ${refund}`,
    payRest: (rest, sum, date) => ltr`Pay the rest another way, ${rest} of the refund of ${sum} on ${date}`,
  },
}
