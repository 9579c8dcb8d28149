/** The payments server as the shop's own server calls it: over the wire contract, with the store's API key. */
import type { Permission } from '../server/contract/fields.ts'
import type { PutInvoice, RecordPayment, RequestRefund } from '../server/contract/requests.ts'
import { AuditPage, EmbedSession } from '../server/contract/responses.ts'
import { Payment, Tab } from '../server/contract/tab.ts'
import type * as z from 'zod/mini'

export interface Person {
  readonly id: string
  readonly name: string
}

export interface NewSession {
  readonly invoice: string
  readonly actor: Person
  readonly permissions: readonly Permission[]
  /** In minor units. */
  readonly maxRefund?: number
  readonly approvalAbove?: number
}

/** An answer of the payments server that is no success. */
export class HostApiError extends Error {
  override readonly name = 'HostApiError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export interface HostApi {
  putInvoice(invoice: string, body: z.input<typeof PutInvoice>): Promise<void>
  openSession(session: NewSession): Promise<EmbedSession>
  /** Null where there is no such invoice. */
  readTab(invoice: string): Promise<Tab | null>
  readAudit(invoice: string, cursor: string | null): Promise<AuditPage>
  recordPayment(invoice: string, body: z.input<typeof RecordPayment>, key?: string): Promise<Payment>
  /** Calls repeated under the same key answer with what became of it the first time. */
  refund(invoice: string, body: z.input<typeof RequestRefund>, key: string): Promise<Payment>
  /** Has the invoice compared with Stripe, and what is missing recorded. */
  sync(invoice: string): Promise<void>
  /** The same calls as the person that a session was opened for. */
  as(session: NewSession): Promise<HostApi>
}

export type Fetch = (request: Request) => Promise<Response>

export function createHostApi(fetch: Fetch, bearer: string): HostApi {
  const call = async (method: string, path: string, body?: object, headers?: Record<string, string>): Promise<unknown> => {
    const json = body === undefined ? {} : { 'Content-Type': 'application/json' }
    // Only the path counts: the request is handed to the server in this process.
    const request = new Request(`http://payments.internal${path}`, {
      method,
      headers: { Authorization: `Bearer ${bearer}`, ...json, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const response = await fetch(request)
    const text = await response.text()
    if (!response.ok) throw new HostApiError(response.status, `${method} ${path}: ${response.status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  const keyed = (key: string | undefined): Record<string, string> => (key === undefined ? {} : { 'Idempotency-Key': key })

  return {
    async putInvoice(invoice, body) {
      await call('PUT', `/v1/invoices/${invoice}`, body)
    },
    openSession: async (session) => EmbedSession.parse(await call('POST', '/v1/embed-sessions', session)),
    readTab: (invoice) => call('GET', `/v1/invoices/${invoice}/payments`).then((tab) => Tab.parse(tab), nullWhereNotFound),
    readAudit: async (invoice, cursor) =>
      AuditPage.parse(await call('GET', `/v1/invoices/${invoice}/audit?limit=50${cursor === null ? '' : `&cursor=${cursor}`}`)),
    recordPayment: async (invoice, body, key) => Payment.parse(await call('POST', `/v1/invoices/${invoice}/payments`, body, keyed(key))),
    refund: async (invoice, body, key) => Payment.parse(await call('POST', `/v1/invoices/${invoice}/refunds`, body, keyed(key))),
    async sync(invoice) {
      await call('POST', `/v1/invoices/${invoice}/sync`)
    },
    async as(session) {
      const { clientSecret } = await this.openSession(session)
      return createHostApi(fetch, clientSecret)
    },
  }
}

function nullWhereNotFound(error: unknown): null {
  if (error instanceof HostApiError && error.status === 404) return null
  throw error
}
