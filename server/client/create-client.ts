/** The host's side of the contract: each call as a function, its answer parsed, its refusals as {@link PaymentsError}. */
import type * as z from 'zod/mini'
import { CALLS, type Call } from '../contract/calls.ts'
import { Desk } from '../contract/desk.ts'
import type {
  AcknowledgeAttention,
  AssignAttention,
  AuditQuery,
  CreateEmbedSession,
  PutInvoice,
  RecordPayment,
  RequestRefund,
} from '../contract/requests.ts'
import { AttentionList, AuditPage, EmbedSession, SyncResult, Thread } from '../contract/responses.ts'
import { Invoice, Payment, Tab } from '../contract/tab.ts'
import { errorOf, PaymentsError } from './payments-error.ts'

export interface ClientOptions {
  /** Where the payments server is, as `https://payments.example.com`. */
  readonly url: string
  /** The store's API key. It belongs on a server, never in a page. */
  readonly apiKey: string
  readonly fetch?: typeof globalThis.fetch
  /** How long an answer is waited for, in milliseconds; 30,000 unless given. */
  readonly timeout?: number
}

export interface Once {
  /** Two calls with the same key are carried out once, and answered alike. */
  readonly idempotencyKey: string
}

/** A person at the counter, by your own id, for whom the host calls. */
export interface ActingPerson {
  readonly id: string
  readonly name: string
}

/** Every function rejects with {@link PaymentsError}. Amounts are in the currency's minor units. */
export type Client = ReturnType<typeof createClient>

const WAIT = 30_000

export function createClient({ url, apiKey, fetch = globalThis.fetch, timeout = WAIT }: ClientOptions) {
  const base = url.replace(/\/+$/, '')

  const send = async (
    { method }: Call,
    path: string,
    { body, key }: { readonly body?: unknown; readonly key?: string | undefined } = {},
  ) => {
    const headers = {
      authorization: `Bearer ${apiKey}`,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(base + path, {
      method: method.toUpperCase(),
      headers,
      ...sent,
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    }).catch((cause: unknown) => {
      throw new PaymentsError('The payments server can’t be reached.', { code: 'unreachable', cause })
    })
    if (!response.ok) throw await errorOf(response)
    return response
  }

  const read = async <T>(schema: z.ZodMiniType<T>, answer: Promise<Response>): Promise<T> => {
    const { status, body } = await answer
      .then(async (response) => ({ status: response.status, body: await response.json() }))
      .catch(unreadable)
    const parsed = schema.safeParse(body)
    if (parsed.success) return parsed.data
    throw new PaymentsError('The answer is not one that this version of the client knows.', {
      code: 'unreachable',
      status,
      cause: parsed.error,
    })
  }

  return {
    /** Creates or replaces an invoice. Members left out take their defaults. */
    putInvoice: (invoice: string, body: z.input<typeof PutInvoice>) =>
      read(Invoice, send(CALLS.putInvoice, pathOf(CALLS.putInvoice, { invoice }), { body })),

    /** Gives a person the right to see one invoice, or the desk of the store, for at most 15 minutes. No permission unless named. */
    createEmbedSession: (body: z.input<typeof CreateEmbedSession>) =>
      read(EmbedSession, send(CALLS.createEmbedSession, CALLS.createEmbedSession.path, { body })),

    /** All that needs a person in the store, over its invoices, the most urgent first. */
    readDesk: () => read(Desk, send(CALLS.readDesk, CALLS.readDesk.path)),

    /** The whole Payments tab of an invoice. */
    readTab: (invoice: string) => read(Tab, send(CALLS.readTab, pathOf(CALLS.readTab, { invoice }))),

    /** Records cash, check, store credit or a gift card, or takes over a Stripe payment that exists already. */
    recordPayment: (invoice: string, body: z.input<typeof RecordPayment>, once?: Once) =>
      read(Payment, send(CALLS.recordPayment, pathOf(CALLS.recordPayment, { invoice }), { body, key: once?.idempotencyKey })),

    /** Removes a book entry. Called again, the outcome is the same. */
    removePayment: async (invoice: string, payment: string): Promise<void> => {
      await send(CALLS.removePayment, pathOf(CALLS.removePayment, { invoice, payment }))
    },

    /** Refunds a Stripe payment, whole or in part. The row is `processing` while Stripe's answer is not known. */
    requestRefund: (invoice: string, body: z.input<typeof RequestRefund>, once: Once) =>
      read(Payment, send(CALLS.requestRefund, pathOf(CALLS.requestRefund, { invoice }), { body, key: once.idempotencyKey })),

    /** Approves a refund that another person asked for, for the person `actor`, who must not be the one who asked for it. */
    approveRefund: (invoice: string, payment: string, actor: ActingPerson) =>
      read(Payment, send(CALLS.approveRefund, pathOf(CALLS.approveRefund, { invoice, payment }), { body: { actor } })),

    /** Declines it; `note` is shown to who asked for it. */
    declineRefund: (invoice: string, payment: string, actor: ActingPerson, note?: string) =>
      read(
        Payment,
        send(CALLS.declineRefund, pathOf(CALLS.declineRefund, { invoice, payment }), {
          body: { actor, ...(note === undefined ? {} : { note }) },
        }),
      ),

    /** Takes a refund back that waits for approval, for the person who asked for it. */
    withdrawRefund: async (invoice: string, payment: string, actor: ActingPerson): Promise<void> => {
      await send(CALLS.withdrawRefund, pathOf(CALLS.withdrawRefund, { invoice, payment }), { body: { actor } })
    },

    /** What became of a Stripe payment, the oldest first. */
    readThread: (invoice: string, payment: string) => read(Thread, send(CALLS.readThread, pathOf(CALLS.readThread, { invoice, payment }))),

    /** A page of the audit log of an invoice, newest first. */
    readAudit: (invoice: string, query: z.input<typeof AuditQuery> = {}) =>
      read(AuditPage, send(CALLS.readAudit, pathOf(CALLS.readAudit, { invoice }) + searchOf(query))),

    /** Reconciles an invoice with Stripe now. */
    syncInvoice: (invoice: string) => read(SyncResult, send(CALLS.syncInvoice, pathOf(CALLS.syncInvoice, { invoice }))),

    /** What needs a person in the store, the oldest first. */
    listAttention: () => read(AttentionList, send(CALLS.listAttention, CALLS.listAttention.path)),

    /** Hides what a person has seen and nothing else closes, until there is more of it. */
    acknowledgeAttention: async (item: string): Promise<void> => {
      const body: AcknowledgeAttention = { acknowledge: true }
      await send(CALLS.acknowledgeAttention, pathOf(CALLS.acknowledgeAttention, { item }), { body })
    },

    /** Puts a payment whose mark names no invoice that can take it on the one that it is for. */
    assignAttention: async (item: string, invoice: string): Promise<void> => {
      const body: AssignAttention = { assign: invoice }
      await send(CALLS.acknowledgeAttention, pathOf(CALLS.acknowledgeAttention, { item }), { body })
    },
  }
}

function pathOf({ path }: Call, ids: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(ids[name] ?? ''))
}

function searchOf(query: object): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return search.size === 0 ? '' : `?${search.toString()}`
}

function unreadable(cause: unknown): never {
  if (cause instanceof PaymentsError) throw cause
  throw new PaymentsError('The answer of the payments server could not be read.', { code: 'unreachable', cause })
}
