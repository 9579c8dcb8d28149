/** An example of each body that is sent, and of what comes back. A test sends the first and finds the second. */
import type { Desk } from '../../contract/desk.ts'
import type * as requests from '../../contract/requests.ts'
import type * as responses from '../../contract/responses.ts'
import type * as tab from '../../contract/tab.ts'

export const INVOICE: tab.Invoice = {
  id: '1001',
  number: 'R-1001',
  currency: 'usd',
  total: 279_300,
  paid: 0,
  balance: 279_300,
  status: 'open',
  customer: { name: 'Ada Vance', email: 'ada@example.com' },
}

const CASH: tab.Payment = {
  id: 'pay_01jd8x3c9q',
  method: 'cash',
  amount: 20_000,
  currency: 'usd',
  status: 'succeeded',
  recordedAt: '2026-03-02T15:04:05.000Z',
  recordedBy: { name: 'Maya', via: 'widget' },
  note: 'Deposit',
  replaces: null,
  charge: null,
  card: null,
  refundable: null,
  refunded: null,
  lost: null,
  fee: null,
  links: null,
  action: 'remove',
  blockedBy: null,
  refund: null,
  approval: null,
}

const REFUND: tab.Payment = {
  ...CASH,
  id: 'pay_01jd8x6f2m',
  method: 'stripe_refund',
  amount: -12_000,
  note: null,
  charge: 'ch_3QX7example',
  card: { brand: 'visa', last4: '4242' },
  links: { stripe: 'https://dashboard.stripe.com/refunds/re_3QX7example', receipt: null },
  action: null,
  refund: {
    id: 're_3QX7example',
    original: 'pay_01jd8x1a7b',
    reason: 'requested_by_customer',
    pendingReason: null,
    failureReason: null,
    paidOut: 0,
    reference: { type: 'acquirer_reference_number', value: '74512345678901234567890', status: 'available' },
  },
}

interface Examples {
  readonly PutInvoice: requests.PutInvoice
  readonly CreateEmbedSession: requests.CreateEmbedSession
  readonly RecordPayment: requests.RecordPayment
  readonly DecideRefund: requests.DecideRefund
  readonly DeclineRefund: requests.DeclineRefund
  readonly RequestRefund: requests.RequestRefund
  readonly ResolveAttention: requests.ResolveAttention
  readonly Invoice: tab.Invoice
  readonly EmbedSession: responses.EmbedSession
  readonly Payment: tab.Payment
  readonly Tab: tab.Tab
  readonly Thread: responses.Thread
  readonly AuditPage: responses.AuditPage
  readonly SyncResult: responses.SyncResult
  readonly AttentionList: responses.AttentionList
  readonly Desk: Desk
}

/** By the schema's name. */
export const EXAMPLES: Examples = {
  PutInvoice: {
    number: 'R-1001',
    currency: 'usd',
    total: 279_300,
    customer: { name: 'Ada Vance', email: 'ada@example.com' },
    status: 'open',
  },
  CreateEmbedSession: {
    invoice: '1001',
    actor: { id: 'user_7', name: 'Maya' },
    permissions: ['refund', 'record', 'remove'],
    maxRefund: 50_000,
  },
  RecordPayment: { method: 'cash', amount: 20_000, direction: 'in', note: 'Deposit' },
  DecideRefund: { actor: { id: 'user_9', name: 'Theo' } },
  DeclineRefund: { note: 'The ring was resized.' },
  RequestRefund: { payment: 'pay_01jd8x1a7b', amount: 12_000, reason: 'requested_by_customer' },
  ResolveAttention: { acknowledge: true },
  Invoice: INVOICE,
  EmbedSession: { clientSecret: 'eyJhbGciOiJIUzI1NiJ9.eyJpbnZvaWNlIjoiMTAwMSJ9.c2lnbmF0dXJl', expiresAt: '2026-03-02T15:19:05.000Z' },
  Payment: REFUND,
  Tab: {
    invoice: { ...INVOICE, paid: 20_000, balance: 259_300 },
    payments: [CASH],
    disputes: [],
    permissions: { refund: true, record: true, remove: true, audit: false, approve: false, refundLeft: 38_000, withoutApproval: null },
    attention: [],
    sync: { checkedAt: '2026-03-02T15:00:00.000Z', matches: true, difference: 0, changedSince: false },
    version: 7,
  },
  Thread: {
    steps: [
      {
        at: '2026-03-01T10:12:00.000Z',
        what: 'stripe_payment_recorded',
        actor: { name: null, via: 'stripe' },
        amount: 50_000,
        currency: 'usd',
        data: { payment: 'pay_01jd8x1a7b' },
      },
      {
        at: '2026-03-02T15:10:31.000Z',
        what: 'refund_requested',
        actor: { name: 'Maya', via: 'widget' },
        amount: -12_000,
        currency: 'usd',
        data: { payment: 'pay_01jd8x6f2m', reason: 'requested_by_customer', note: null },
      },
      {
        at: '2026-03-02T15:10:32.000Z',
        what: 'stripe_refund_recorded',
        actor: { name: 'Maya', via: 'widget' },
        amount: -12_000,
        currency: 'usd',
        data: { payment: 'pay_01jd8x6f2m', status: 'succeeded', reason: 'requested_by_customer' },
      },
    ],
  },
  AuditPage: {
    entries: [
      {
        id: '12',
        action: 'payment_recorded',
        at: '2026-03-02T15:04:05.000Z',
        actor: { name: 'Maya', via: 'widget' },
        payment: 'pay_01jd8x3c9q',
        charge: null,
        refund: null,
        amount: 20_000,
        currency: 'usd',
        data: { method: 'cash', note: 'Deposit', replaces: null },
      },
    ],
    next: null,
  },
  Desk: {
    items: [
      {
        kind: 'failed_refund',
        invoice: { id: '1001', number: 'R-1001', customer: 'Ada Vance' },
        payment: 'pay_01jd8x2b8c',
        amount: 12_000,
        currency: 'usd',
        failureReason: 'lost_or_stolen_card',
        since: '2026-03-02T15:10:00.000Z',
      },
    ],
    more: false,
  },
  SyncResult: { checkedAt: '2026-03-02T15:00:00.000Z', matches: true, difference: 0, recorded: 0 },
  AttentionList: {
    items: [
      {
        id: 'att_31',
        code: 'unmatched',
        invoice: '1002',
        charge: 'ch_3QX8example',
        payment: null,
        event: null,
        right: null,
        since: '2026-03-02T14:00:00.000Z',
        acknowledgeable: true,
      },
    ],
  },
}
