/** The host's session endpoint, which `session-url` of the tag names. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type * as z from 'zod/mini'
import type { InvoiceSession } from '../contract/requests.ts'
import { createClient, type ClientOptions } from './create-client.ts'
import { PaymentsError } from './payments-error.ts'

/** Who asks, and what they may do on this invoice; `origins` only where the page's origin is not allowed for the whole store. */
export type Grant = Omit<z.input<typeof InvoiceSession>, 'invoice'>

export interface Asked {
  /** The invoice that the address names, as the page sent it: nothing about it is checked yet. */
  readonly invoice: string
}

export interface SessionHandlerOptions<Incoming> extends ClientOptions {
  /**
   * Says who is signed in, if this very invoice is theirs to see; null where it is not, or nobody is. It is asked for every
   * session, and nothing is given away without it. `incoming` is the request as the framework has it, or the `Request` of a fetch
   * handler.
   */
  readonly authorize: (incoming: Incoming, asked: Asked) => Grant | null | Promise<Grant | null>
}

interface Outcome {
  readonly status: number
  readonly body: object
}

/**
 * A handler of `Request`s, as Hono, Next and every other fetch server takes them:
 * `app.post('/payments-session', (c) => handler(c.req.raw))`.
 */
export function createSessionHandler(options: SessionHandlerOptions<Request>): (request: Request) => Promise<Response> {
  const decide = decideBy(options)
  return async (request) => {
    const { status, body } = await decide(request, {
      method: request.method,
      url: request.url,
      site: request.headers.get('sec-fetch-site'),
    })
    return Response.json(body, { status, headers: NO_STORE })
  }
}

/**
 * The same for Express and `node:http`: `app.post('/payments-session', handler)`. `authorize` gets the framework's own request,
 * with whatever earlier handlers put on it.
 */
export function createNodeSessionHandler<Incoming extends IncomingMessage>(
  options: SessionHandlerOptions<Incoming>,
): (incoming: Incoming, response: ServerResponse) => Promise<void> {
  const decide = decideBy(options)
  return async (incoming, response) => {
    const site = incoming.headers['sec-fetch-site']
    const { status, body } = await decide(incoming, {
      method: incoming.method ?? '',
      url: incoming.url ?? '',
      site: typeof site === 'string' ? site : null,
    })
    response.writeHead(status, { ...NO_STORE, 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
}

const NO_STORE = { 'cache-control': 'no-store' }

interface Facts {
  readonly method: string
  readonly url: string
  /** By which a browser says whether a page of another site sent the request. */
  readonly site: string | null
}

function decideBy<Incoming>({ authorize, ...client }: SessionHandlerOptions<Incoming>) {
  const payments = createClient(client)
  return async (incoming: Incoming, { method, url, site }: Facts): Promise<Outcome> => {
    if (method !== 'POST') return refusal(405, 'Send POST.')
    if (site === 'cross-site') return refusal(403, 'This address answers pages of its own site only.')
    const invoice = new URL(url, 'http://host.invalid').searchParams.get('invoice') ?? ''
    if (invoice === '') return refusal(400, 'Name the invoice: ?invoice=…')
    const grant = await authorize(incoming, { invoice })
    if (grant === null) return refusal(403, 'You may not see the payments of this invoice.')
    try {
      return { status: 200, body: await payments.createEmbedSession({ ...grant, invoice }) }
    } catch (error) {
      if (!(error instanceof PaymentsError)) throw error
      return {
        status: error.code === 'not_found' ? 404 : 502,
        body: { error: error.message, code: error.code, requestId: error.requestId },
      }
    }
  }
}

function refusal(status: number, error: string): Outcome {
  return { status, body: { error } }
}
