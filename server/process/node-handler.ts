/** The server inside a host that speaks Node's own HTTP, as Express does. */
import { getRequestListener } from '@hono/node-server'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'

interface Fetches {
  fetch(request: Request, env: { readonly incoming: IncomingMessage | Http2ServerRequest }): Promise<Response>
}

/**
 * A handler for `node:http` and Express: `app.use('/payments', createNodeHandler(payments))`. It must come before parsers of
 * bodies such as `express.json()`: a signature is over the bytes that came.
 */
export function createNodeHandler(
  payments: Fetches,
  { prefix = '' }: { /** What the path begins with and Express would have taken off, as `/payments`. */ readonly prefix?: string } = {},
): (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> {
  const listener = getRequestListener(
    async (request, env) => payments.fetch(await asItCame(request, env.incoming), { incoming: env.incoming }),
    {
      overrideGlobalObjects: false,
    },
  )
  return async (incoming, outgoing) => {
    if (prefix !== '' && incoming.url?.startsWith(prefix) === true) incoming.url = incoming.url.slice(prefix.length) || '/'
    await listener(incoming, outgoing)
  }
}

/** Where the host has read the body, the request says so as one does that was read here: it is not taken for an empty one. */
async function asItCame(request: Request, { readableEnded }: { readonly readableEnded: boolean }): Promise<Request> {
  if (!readableEnded || request.method === 'GET' || request.method === 'HEAD') return request
  const { method, url, headers } = request
  const read = new Request(url, { method, headers, body: 'read before' })
  await read.text()
  return read
}
