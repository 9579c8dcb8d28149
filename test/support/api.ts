/** The wire contract as a test calls it: over HTTP, with answers as they come. */
import * as z from 'zod/mini'
import { EmbedSession } from '../../server/contract/responses.ts'
import { Payment, Tab } from '../../server/contract/tab.ts'

export interface ApiAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON, null where it has none. */
  readonly json: unknown
  /** The `code` of a problem, null on any other answer. */
  readonly code: string | null
}

export interface CallOptions {
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as it is, in place of `body`. */
  readonly raw?: NonNullable<RequestInit['body']>
  readonly headers?: Readonly<Record<string, string>>
}

export interface Api {
  call(method: string, path: string, options?: CallOptions): Promise<ApiAnswer>
  /** These fail unless the call succeeds. */
  putInvoice(invoice: string, members?: object): Promise<void>
  /** An embed session's client secret. */
  openSession(invoice: string, members?: object): Promise<string>
  /** The same for the desk of the store. */
  openDeskSession(members?: object): Promise<string>
  tab(invoice: string): Promise<Tab>
  /** Requests a refund under a key of its own; succeeds with 201 or 202. */
  refund(invoice: string, body: object): Promise<Payment>
}

export function createApi(url: string, bearer: string | null): Api {
  const call: Api['call'] = async (method, path, { body, raw, headers } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(bearer === null ? {} : { Authorization: `Bearer ${bearer}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: raw ?? (body === undefined ? null : JSON.stringify(body)),
      // A body that is a stream is sent in chunks, with no length announced.
      ...(raw instanceof ReadableStream ? { duplex: 'half' } : {}),
    })
    return toAnswer(response)
  }

  const succeed = async (method: string, path: string, options?: CallOptions): Promise<unknown> => {
    const answer = await call(method, path, options)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
    return answer.json
  }

  return {
    call,
    async putInvoice(invoice, members = {}) {
      await succeed('PUT', `/v1/invoices/${invoice}`, { body: { number: invoice, currency: 'usd', total: 100_00, ...members } })
    },
    async openSession(invoice, members = {}) {
      const actor = { id: 'user_1', name: 'Ada Vance' }
      const session = await succeed('POST', '/v1/embed-sessions', {
        body: { invoice, actor, permissions: ['refund', 'record', 'remove', 'audit', 'approve'], ...members },
      })
      return EmbedSession.parse(session).clientSecret
    },
    async openDeskSession(members = {}) {
      const body = { scope: 'store', actor: { id: 'user_2', name: 'Bo Lind' }, permissions: ['desk'], ...members }
      return EmbedSession.parse(await succeed('POST', '/v1/embed-sessions', { body })).clientSecret
    },
    tab: async (invoice) => Tab.parse(await succeed('GET', `/v1/invoices/${invoice}/payments`)),
    refund: async (invoice, body) =>
      Payment.parse(
        await succeed('POST', `/v1/invoices/${invoice}/refunds`, { body, headers: { 'Idempotency-Key': crypto.randomUUID() } }),
      ),
  }
}

const Coded = z.object({ code: z.string() })

async function toAnswer(response: Response): Promise<ApiAnswer> {
  const text = await response.text()
  const isJson = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '')
  const json: unknown = isJson && text !== '' ? JSON.parse(text) : null
  return {
    status: response.status,
    headers: response.headers,
    text,
    json,
    code: response.ok ? null : (Coded.safeParse(json).data?.code ?? null),
  }
}
