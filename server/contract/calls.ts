/**
 * Every call of the server, in one table: the routes are made from it, and so is `openapi.json`.
 *
 * `problems` names what a call may answer beyond what every call of its kind may (see {@link problemsOf}).
 */
import * as z from 'zod/mini'
import { json, nothing, PLAIN, type Call, type CallBy } from './call.ts'
import { Desk } from './desk.ts'
import { Id, InvoiceId } from './fields.ts'
import { OPERATOR_CALLS } from './operator-calls.ts'
import type { ProblemCode } from './problems.ts'
import {
  AuditQuery,
  CreateEmbedSession,
  DecideRefund,
  DeclineRefund,
  PutInvoice,
  RecordPayment,
  RequestRefund,
  ResolveAttention,
} from './requests.ts'
import { AttentionList, AuditPage, EmbedSession, SyncResult, Thread } from './responses.ts'
import { Invoice, Payment, Tab } from './tab.ts'

export type { Answer, Call, CallBy } from './call.ts'

const OF_INVOICE = z.object({ invoice: InvoiceId })
const OF_PAYMENT = z.object({ invoice: InvoiceId, payment: Id })

export const CALLS = {
  putInvoice: {
    ...PLAIN,
    method: 'put',
    path: '/v1/invoices/{invoice}',
    params: OF_INVOICE,
    summary: 'Create or replace an invoice. Members left out take their defaults.',
    by: 'host',
    body: PutInvoice,
    answers: { 200: json('The invoice.', Invoice) },
    problems: ['currency_fixed'],
  },
  createEmbedSession: {
    ...PLAIN,
    method: 'post',
    path: '/v1/embed-sessions',
    summary: 'Give a person the right to see one invoice, or the desk of the store, for at most 15 minutes. No permission unless named.',
    by: 'host',
    body: CreateEmbedSession,
    answers: { 201: json('The client secret that the widget carries, and when it expires.', EmbedSession) },
    problems: ['not_found'],
  },
  readTab: {
    ...PLAIN,
    method: 'get',
    path: '/v1/invoices/{invoice}/payments',
    params: OF_INVOICE,
    summary: 'The whole Payments tab of an invoice.',
    by: 'both',
    answers: { 200: json('The tab. Its version is its entity tag.', Tab), 304: nothing('The reader has this version.') },
    problems: ['not_found'],
  },
  readThread: {
    ...PLAIN,
    method: 'get',
    path: '/v1/invoices/{invoice}/payments/{payment}/thread',
    params: OF_PAYMENT,
    summary:
      'What became of a Stripe payment, the oldest first: its refunds, disputes and payouts. A refund’s row gives the thread of its charge.',
    by: 'both',
    answers: { 200: json('The steps, the newest 500 where there are more.', Thread) },
    problems: ['not_found'],
  },
  recordPayment: {
    ...PLAIN,
    method: 'post',
    path: '/v1/invoices/{invoice}/payments',
    params: OF_INVOICE,
    summary: 'Record cash, check, store credit or gift card. A host may import an existing Stripe payment instead.',
    by: 'both',
    permission: 'record',
    idempotencyKey: 'optional',
    body: RecordPayment,
    answers: {
      201: json('The payment. One that is repeated by its key and was removed since is `canceled`: it counts no more.', Payment),
      200: json('The payment: the Stripe payment was imported before.', Payment),
    },
    problems: [
      'not_found',
      'idempotency_key_reused',
      'invoice_voided',
      'amount_not_positive',
      'amount_exceeds_refundable',
      'exceeds_permission',
      'too_many_rows',
      'stripe_unavailable',
    ],
  },
  removePayment: {
    ...PLAIN,
    method: 'delete',
    path: '/v1/invoices/{invoice}/payments/{payment}',
    params: OF_PAYMENT,
    summary: 'Remove a book entry. Repeated, the answer is the same.',
    by: 'both',
    permission: 'remove',
    answers: { 204: nothing('Removed.') },
    problems: ['not_found', 'stripe_row_not_removable', 'exceeds_permission'],
  },
  requestRefund: {
    ...PLAIN,
    method: 'post',
    path: '/v1/invoices/{invoice}/refunds',
    params: OF_INVOICE,
    summary: 'Refund a Stripe payment, whole or in part: a real refund of real money, made at most once.',
    by: 'both',
    permission: 'refund',
    idempotencyKey: 'required',
    body: RequestRefund,
    answers: {
      201: json('The refund’s payment row.', Payment),
      202: json(
        'The refund’s payment row. `processing`: Stripe’s answer is not known yet and is being found out. `awaiting_approval`: a second person has to approve it.',
        Payment,
      ),
    },
    problems: [
      'not_found',
      'idempotency_key_reused',
      'not_refundable',
      'charge_disputed',
      'requires_reader',
      'amount_not_positive',
      'amount_exceeds_refundable',
      'exceeds_permission',
      'stripe_refused',
      'stripe_unavailable',
    ],
  },
  approveRefund: {
    ...PLAIN,
    method: 'post',
    path: '/v1/invoices/{invoice}/refunds/{payment}/approve',
    params: OF_PAYMENT,
    summary:
      'Approve a refund that another person asked for: Stripe is asked for it now. Everything is checked again; where it is refused, the refund keeps waiting. Repeated, it answers what became of it.',
    by: 'both',
    permission: 'approve',
    body: DecideRefund,
    answers: {
      201: json('The refund’s payment row.', Payment),
      202: json('The refund’s payment row, `processing`: Stripe’s answer is not known yet and is being found out.', Payment),
    },
    problems: [
      'not_found',
      'own_request',
      'not_awaiting_approval',
      'charge_disputed',
      'requires_reader',
      'amount_exceeds_refundable',
      'stripe_refused',
      'stripe_unavailable',
    ],
  },
  declineRefund: {
    ...PLAIN,
    method: 'post',
    path: '/v1/invoices/{invoice}/refunds/{payment}/decline',
    params: OF_PAYMENT,
    summary: 'Decline a refund that another person asked for. Its row stays for them, with the note, until they take it away.',
    by: 'both',
    permission: 'approve',
    body: DeclineRefund,
    answers: { 200: json('The row, `declined`.', Payment) },
    problems: ['not_found', 'own_request', 'not_awaiting_approval'],
  },
  withdrawRefund: {
    ...PLAIN,
    method: 'post',
    path: '/v1/invoices/{invoice}/refunds/{payment}/withdraw',
    params: OF_PAYMENT,
    summary: 'Take back one’s own refund that waits for approval, or take away the row of one that was declined or expired.',
    by: 'both',
    permission: 'refund',
    body: DecideRefund,
    answers: { 204: nothing('Withdrawn, or taken away. Repeated, the answer is the same.') },
    problems: ['not_found', 'not_awaiting_approval'],
  },
  streamTab: {
    ...PLAIN,
    method: 'get',
    path: '/v1/invoices/{invoice}/stream',
    params: OF_INVOICE,
    summary:
      'The tab, live: server-sent events `tab` whose id is the version and whose data is the whole tab. `end` says that the stream is over.',
    by: 'both',
    answers: { 200: { description: 'A stream of tabs.', type: 'text/event-stream', schema: null } },
    problems: ['not_found'],
  },
  readAudit: {
    ...PLAIN,
    method: 'get',
    path: '/v1/invoices/{invoice}/audit',
    params: OF_INVOICE,
    summary: 'A page of the audit log of an invoice, newest first.',
    by: 'both',
    permission: 'audit',
    query: AuditQuery,
    answers: { 200: json('A page.', AuditPage) },
    problems: ['not_found'],
  },
  syncInvoice: {
    ...PLAIN,
    method: 'post',
    path: '/v1/invoices/{invoice}/sync',
    params: OF_INVOICE,
    summary: 'Reconcile this invoice with Stripe now. Calls at the same time share one answer, which is given again for 10 seconds.',
    by: 'both',
    permission: 'any',
    answers: { 200: json('What was found, after healing.', SyncResult) },
    problems: ['not_found', 'stripe_unavailable'],
  },
  readDesk: {
    ...PLAIN,
    method: 'get',
    path: '/v1/desk',
    summary: 'The store’s desk: all that needs a person, over all its invoices, the most urgent first.',
    by: 'desk',
    answers: { 200: json('The desk.', Desk) },
  },
  streamDesk: {
    ...PLAIN,
    method: 'get',
    path: '/v1/desk/stream',
    summary:
      'The desk, live: server-sent events `desk` whose data is the whole desk, sent once it reads differently. `end` says that the stream is over.',
    by: 'desk',
    answers: { 200: { description: 'A stream of desks.', type: 'text/event-stream', schema: null } },
  },
  listAttention: {
    ...PLAIN,
    method: 'get',
    path: '/v1/attention',
    summary: 'What needs a person in the store, the oldest first.',
    by: 'host',
    answers: { 200: json('What needs a person.', AttentionList) },
  },
  acknowledgeAttention: {
    ...PLAIN,
    method: 'post',
    path: '/v1/attention/{item}',
    params: z.object({ item: Id }),
    summary:
      'Hide what a person has seen and nothing else closes, until there is more of it; or give a payment whose mark can’t be used its invoice. An item that changed has another id.',
    by: 'host',
    body: ResolveAttention,
    answers: { 204: nothing('Acknowledged, or assigned.') },
    problems: ['not_found', 'invalid_request'],
  },
  ...OPERATOR_CALLS,
} as const satisfies Record<string, Call>

export type CallId = keyof typeof CALLS

/** Whose calls come with a store's key or a token. */
const OF_A_STORE: ReadonlySet<CallBy> = new Set(['host', 'both', 'desk'])

/** Every code that a call may answer with: its own, and those of every call of its kind. */
export function problemsOf(call: Call): ProblemCode[] {
  const common: ProblemCode[] = OF_A_STORE.has(call.by) ? ['rate_limited', 'unauthenticated', 'forbidden', 'payload_too_large'] : []
  const withBody: ProblemCode[] = call.body === null ? [] : ['unsupported_media_type', 'invalid_request']
  const queried: ProblemCode[] = call.query === null ? [] : ['invalid_request']
  const stopping: ProblemCode[] = call === CALLS.health || call === CALLS.readiness ? [] : ['unavailable']
  return [...new Set<ProblemCode>([...common, ...withBody, ...queried, ...call.problems, ...stopping, 'internal'])]
}
